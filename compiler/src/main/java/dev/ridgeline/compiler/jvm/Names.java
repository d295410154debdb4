package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.tensor.DType;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/** How types of the IR are called in class files. */
final class Names {
  static final ClassDesc SPECIES = vectorApi("VectorSpecies");
  static final ClassDesc VECTOR = vectorApi("Vector");
  static final ClassDesc MASK = vectorApi("VectorMask");
  static final ClassDesc OPERATORS = vectorApi("VectorOperators");
  static final ClassDesc UNARY = OPERATORS.nested("Unary");
  static final ClassDesc BINARY = OPERATORS.nested("Binary");
  static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
  static final ClassDesc CONVERSION = OPERATORS.nested("Conversion");
  static final ClassDesc LANE_MATH = ClassDesc.of(LaneMath.class.getName());
  static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  static final ClassDesc FLOAT_BOX = ConstantDescs.CD_Float;
  static final ClassDesc DOUBLE_BOX = ConstantDescs.CD_Double;

  private Names() {}

  static ClassDesc vectorApi(String name) {
    return ClassDesc.of("jdk.incubator.vector", name);
  }

  /** The class of a scalar in a method's signature and of a lane. */
  static ClassDesc scalar(ScalarType type) {
    return switch (type) {
      case BOOL, I32 -> ConstantDescs.CD_int;
      case I64 -> ConstantDescs.CD_long;
      case F32 -> ConstantDescs.CD_float;
      case F64 -> ConstantDescs.CD_double;
    };
  }

  /** The array that holds elements of this type. */
  static ClassDesc array(DType dtype) {
    return element(dtype).arrayType();
  }

  static ClassDesc array(Buffer buffer) {
    return array(buffer.dtype());
  }

  private static ClassDesc element(DType dtype) {
    return switch (dtype) {
      case F32 -> ConstantDescs.CD_float;
      case F64 -> ConstantDescs.CD_double;
      case I64 -> ConstantDescs.CD_long;
      case I32 -> ConstantDescs.CD_int;
      case I16 -> ConstantDescs.CD_short;
      case I8, U8, BOOL -> ConstantDescs.CD_byte;
      default -> throw new IllegalArgumentException("no array holds elements of " + dtype.label());
    };
  }

  /** How array instructions call the elements. */
  static TypeKind elementKind(DType dtype) {
    return TypeKind.from(element(dtype));
  }

  /** How locals and the operand stack hold a value. */
  static TypeKind kind(ValueType type) {
    return type.isVector() ? TypeKind.REFERENCE : TypeKind.from(scalar(type.scalar()));
  }
}
