package dev.ridgeline.app.op;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.interpret.InterpreterTarget;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.UserError;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The targets by name. */
final class Targets {
  private static final Map<String, Supplier<Target>> TARGETS = targets();

  private Targets() {}

  private static Map<String, Supplier<Target>> targets() {
    Map<String, Supplier<Target>> targets = new LinkedHashMap<>();
    targets.put("jvm", JvmTarget::new);
    targets.put("c", CTarget::new);
    targets.put("interpreter", InterpreterTarget::new);
    return targets;
  }

  static Target named(String name) {
    Supplier<Target> target = TARGETS.get(name.toLowerCase(Locale.ROOT));
    if (target == null) {
      throw new UserError(
          "there is no target '%s'; the targets are %s"
              .formatted(name, String.join(", ", TARGETS.keySet())));
    }
    return target.get();
  }
}
