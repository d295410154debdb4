package dev.ridgeline.app.convert;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import java.lang.foreign.ValueLayout;

/** How far one output of two models lies apart, over all inputs that were tried. */
final class OutputDifference {
  private static final double ROUNDOFF = 0x1p-24;

  private final String name;
  private String type = "";
  private double largest;
  private double magnitude;
  private long differing;
  private long elements;

  OutputDifference(String name) {
    this.name = name;
  }

  void add(Tensor wanted, Tensor given) {
    if (!wanted.type().equals(given.type())) {
      throw new UserError(
          "output '%s' is %s but becomes %s; the model cannot be converted as it is"
              .formatted(name, wanted.type(), given.type()));
    }
    type = wanted.type().toString();
    for (long i = 0; i < wanted.type().shape().elements(); i++) {
      double a = real(wanted, i);
      double b = real(given, i);
      elements++;
      magnitude = Math.max(magnitude, Double.isFinite(a) ? Math.abs(a) : 0);
      if (Double.compare(a, b) != 0 && a != b) {
        differing++;
        double d = Math.abs(a - b);
        largest = Math.max(largest, Double.isNaN(d) ? Double.POSITIVE_INFINITY : d);
      }
    }
  }

  private double real(Tensor tensor, long i) {
    return switch (tensor.type().dtype()) {
      case F32 -> tensor.floatAt(i);
      case I64 -> (double) tensor.longAt(i);
      case I8 -> tensor.data().get(ValueLayout.JAVA_BYTE, i);
      case U8, BOOL -> Byte.toUnsignedInt(tensor.data().get(ValueLayout.JAVA_BYTE, i));
      case I32 -> tensor.data().get(ValueLayout.JAVA_INT_UNALIGNED, i * Integer.BYTES);
      case I16 -> tensor.data().get(ValueLayout.JAVA_SHORT_UNALIGNED, i * Short.BYTES);
      default ->
          throw new UserError(
              "output '%s' is %s, which cannot be compared; cast it in the model"
                  .formatted(name, type));
    };
  }

  ConversionResult.Output result() {
    boolean real = type.startsWith(DType.F32.label());
    double roundoffs = largest == 0 || !real ? 0 : largest / Math.max(magnitude, 1e-30) / ROUNDOFF;
    return new ConversionResult.Output(name, type, largest, roundoffs, differing, elements);
  }
}
