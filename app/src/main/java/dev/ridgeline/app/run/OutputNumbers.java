package dev.ridgeline.app.run;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.number.Minifloat;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Figures of one tensor, and of two beside each other. */
final class OutputNumbers {
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble F64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private OutputNumbers() {}

  /**
   * Figures of the elements that are numbers; 0 where there are none.
   *
   * @param notNumbers how many elements are NaN or infinite
   */
  record Summary(double least, double most, double mean, long notNumbers) {}

  /**
   * How a result differs from another.
   *
   * @param maxAbsolute the largest difference of two elements
   * @param relativeL2 the norm of the differences over the norm of the other result
   * @param roundoffs the largest difference over the other's largest magnitude, in unit roundoffs
   *     of the element type; 0 for integers
   * @param differing how many elements are not equal
   */
  record Difference(double maxAbsolute, double relativeL2, double roundoffs, long differing) {}

  static Summary summary(Tensor tensor) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    long notNumbers = 0;
    long count = tensor.type().shape().elements();
    for (long i = 0; i < count; i++) {
      double v = real(tensor, i);
      if (!Double.isFinite(v)) {
        notNumbers++;
        continue;
      }
      least = Math.min(least, v);
      most = Math.max(most, v);
      sum += v;
    }
    long numbers = count - notNumbers;
    return numbers == 0
        ? new Summary(0, 0, 0, notNumbers)
        : new Summary(least, most, sum / numbers, notNumbers);
  }

  /**
   * Compares elements; two that are NaN are equal.
   *
   * @throws UserError if types differ
   */
  static Difference difference(String name, Tensor ours, Tensor other) {
    if (!ours.type().equals(other.type())) {
      throw new UserError(
          "output '%s' is %s on one engine and %s on the other; they cannot be compared"
              .formatted(name, ours.type(), other.type()));
    }
    double largest = 0;
    double magnitude = 0;
    double squares = 0;
    double norm = 0;
    long differing = 0;
    for (long i = 0; i < ours.type().shape().elements(); i++) {
      double a = real(ours, i);
      double b = real(other, i);
      if (Double.compare(a, b) == 0 || a == b) {
        norm += Double.isFinite(b) ? b * b : 0;
        magnitude = Math.max(magnitude, Double.isFinite(b) ? Math.abs(b) : 0);
        continue;
      }
      differing++;
      double d = Double.isNaN(a - b) ? Double.POSITIVE_INFINITY : Math.abs(a - b);
      largest = Math.max(largest, d);
      magnitude = Math.max(magnitude, Math.abs(b));
      squares += d * d;
      norm += b * b;
    }
    double relative = squares == 0 ? 0 : Math.sqrt(squares / norm);
    DType dtype = ours.type().dtype();
    double roundoffs = largest == 0 ? 0 : largest / magnitude / roundoff(dtype);
    return new Difference(largest, relative, dtype.isFloat() ? roundoffs : 0, differing);
  }

  private static double roundoff(DType dtype) {
    return switch (dtype) {
      case F64 -> 0x1p-53;
      case F16 -> 0x1p-11;
      case BF16 -> 0x1p-8;
      default -> 0x1p-24;
    };
  }

  private static double real(Tensor tensor, long i) {
    MemorySegment data = tensor.data();
    return switch (tensor.type().dtype()) {
      case F32 -> tensor.floatAt(i);
      case F64 -> data.get(F64, i * Double.BYTES);
      case F16, BF16 -> Minifloat.of(tensor.type().dtype()).decode(data.get(I16, i * Short.BYTES));
      case I64, U64 -> (double) data.get(I64, i * Long.BYTES);
      case I32 -> data.get(I32, i * Integer.BYTES);
      case U32 -> Integer.toUnsignedLong(data.get(I32, i * Integer.BYTES));
      case I16 -> data.get(I16, i * Short.BYTES);
      case U16 -> Short.toUnsignedInt(data.get(I16, i * Short.BYTES));
      case I8 -> data.get(ValueLayout.JAVA_BYTE, i);
      case U8, BOOL -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, i));
      default ->
          throw new UserError(
              "an output of type %s cannot be shown; cast it in the model"
                  .formatted(tensor.type().dtype().label()));
    };
  }
}
