package dev.ridgeline.app.primitives;

import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import java.util.Arrays;

/** Reads a convolution from the command line. */
final class ConvArgument {
  private ConvArgument() {}

  /**
   * The convolution of {@code --input NxCxHxW --kernel OxIxKHxKW --pad P or T,L,B,R --stride S or
   * SH,SW --dilation D or DH,DW --groups G}.
   */
  static ConvProblem parse(
      String input, String kernel, String pad, String stride, String dilation, int groups) {
    int[] x = sizes("--input", input, "x", "NxCxHxW", 4);
    int[] w = sizes("--kernel", kernel, "x", "OUTxINxHxW", 4);
    int[] p = spread("--pad", pad, "P or TOP,LEFT,BOTTOM,RIGHT", 4);
    int[] s = spread("--stride", stride, "S or ROWS,COLUMNS", 2);
    int[] d = spread("--dilation", dilation, "D or ROWS,COLUMNS", 2);
    if ((long) w[1] * groups != x[1]) {
      throw new UserError(
          "--kernel %s takes %d channels in %d groups but --input %s has %d; give OUTxINxHxW with IN = channels / groups"
              .formatted(kernel, (long) w[1] * groups, groups, input, x[1]));
    }
    return new ConvProblem(
        x[0],
        x[1],
        w[0],
        groups,
        new ConvAxis(x[2], w[2], s[0], d[0], p[0], p[2]),
        new ConvAxis(x[3], w[3], s[1], d[1], p[1], p[3]),
        0);
  }

  private static int[] spread(String option, String text, String form, int count) {
    if (text.indexOf(',') >= 0) {
      return sizes(option, text, ",", form, count);
    }
    int[] one = sizes(option, text, ",", form, 1);
    int[] all = new int[count];
    Arrays.fill(all, one[0]);
    return all;
  }

  private static int[] sizes(String option, String text, String separator, String form, int count) {
    String[] parts = text.split(separator, -1);
    boolean numbers = Arrays.stream(parts).allMatch(part -> part.matches("\\d{1,8}"));
    if (parts.length != count || !numbers) {
      throw new UserError("%s is '%s'; give whole numbers as %s".formatted(option, text, form));
    }
    return Arrays.stream(parts).mapToInt(Integer::parseInt).toArray();
  }
}
