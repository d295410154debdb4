package dev.ridgeline.formats.weights;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in published files that torchvision renews when it loads them.
 *
 * <p><b>Source.</b> torchvision: {@code _load_state_dict} of densenet.py, and {@code MLPBlock} of
 * vision_transformer.py (its version 1 had linear_1 and linear_2).
 */
final class OldNames {
  private static final Pattern DENSE =
      Pattern.compile("(.*denselayer\\d+\\.(?:norm|relu|conv))\\.([12]\\..*)");

  private OldNames() {}

  /** The name as it is now; the same where it did not change. */
  static String renewed(String name) {
    Matcher dense = DENSE.matcher(name);
    if (dense.matches()) {
      return dense.group(1) + dense.group(2);
    }
    return name.replace(".mlp.linear_1.", ".mlp.0.").replace(".mlp.linear_2.", ".mlp.3.");
  }
}
