package dev.ridgeline.compiler.expression;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.IrText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One tensor and what its elements are: {@code output[spatial] = combiner over reduce of value}.
 *
 * @param output the tensor; its shape is the extents of {@code spatial}
 * @param spatial one axis a dimension
 * @param reduce empty where the combiner is NONE
 * @param value over the variables of all axes, loading only from inputs and earlier stages
 */
public record Stage(
    Buffer output, List<IndexAxis> spatial, List<IndexAxis> reduce, Combiner combiner, Expr value) {
  public Stage {
    spatial = List.copyOf(spatial);
    reduce = List.copyOf(reduce);
    if (reduce.isEmpty() != (combiner == Combiner.NONE)) {
      throw new IllegalArgumentException(
          "stage '" + output.name() + "' has " + reduce.size() + " reduce axes and " + combiner);
    }
  }

  /** For example {@code C[i, j] = sum(k < 4) A[i, k] * B[k, j]}. */
  @Override
  public String toString() {
    String head =
        output.name()
            + spatial.stream()
                .map(a -> a.var().name() + " < " + a.extent())
                .collect(Collectors.joining(", ", "[", "]"));
    String value = IrText.of(value());
    if (combiner == Combiner.NONE) {
      return head + " = " + value;
    }
    String over =
        reduce.stream()
            .map(a -> a.var().name() + " < " + a.extent())
            .collect(Collectors.joining(", ", "(", ") "));
    return head + " = " + combiner.name().toLowerCase(Locale.ROOT) + over + value;
  }
}
