package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.ValueType;
import java.lang.constant.ClassDesc;

/**
 * A class of the Vector API together with a number of lanes, which make a species.
 *
 * @param vector for example {@code FloatVector}
 * @param bits of the whole vector: 64, 128, 256 or 512
 */
record VectorShape(ClassDesc vector, int bits) {
  VectorShape {
    if (bits < 64 || bits > 512) {
      throw new IllegalArgumentException("no species has " + bits + " bits");
    }
  }

  /** The shape of values of a type other than bool. */
  static VectorShape of(ValueType type) {
    return new VectorShape(vector(type.scalar()), type.scalar().bytes() * 8 * type.lanes());
  }

  /** Whether there is a species with so many lanes of so many bytes. */
  static boolean exists(int elementBytes, int lanes) {
    int bits = elementBytes * 8 * lanes;
    return bits >= 64 && bits <= 512;
  }

  static VectorShape bytes(int lanes) {
    return new VectorShape(Names.vectorApi("ByteVector"), 8 * lanes);
  }

  static VectorShape shorts(int lanes) {
    return new VectorShape(Names.vectorApi("ShortVector"), 16 * lanes);
  }

  private static ClassDesc vector(ScalarType type) {
    return switch (type) {
      case F32 -> Names.vectorApi("FloatVector");
      case F64 -> Names.vectorApi("DoubleVector");
      case I32 -> Names.vectorApi("IntVector");
      case I64 -> Names.vectorApi("LongVector");
      case BOOL -> throw new IllegalArgumentException("vectors of booleans are masks");
    };
  }

  /** The constant that holds the species. */
  String species() {
    return "SPECIES_" + bits;
  }
}
