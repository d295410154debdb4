package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.Generate.Distribution;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** Lifts constants, fills and random numbers. */
final class GenerateOps {
  private GenerateOps() {}

  static boolean lift(NodeLift node) {
    Attributes a = node.attributes();
    switch (node.type()) {
      case "Constant" -> constant(node);
      case "ConstantOfShape" -> fill(node);
      case "Range" -> node.emit(new Generate.Range());
      case "EyeLike" -> node.emit(new Generate.EyeLike(dtype(node), a.small("k", 0)));
      case "RandomUniform" -> random(node, Distribution.UNIFORM, false);
      case "RandomNormal" -> random(node, Distribution.NORMAL, false);
      case "RandomUniformLike" -> random(node, Distribution.UNIFORM, true);
      case "RandomNormalLike" -> random(node, Distribution.NORMAL, true);
      case "Bernoulli" -> node.emit(new Generate.Bernoulli(dtype(node), seed(node)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static DType dtype(NodeLift node) {
    return ElementTypes.of(node.attributes().small("dtype", 0));
  }

  /** The seed is a float in the format; its bits serve as ours, 0 where none is given. */
  private static long seed(NodeLift node) {
    return Float.floatToRawIntBits(node.attributes().number("seed", 0f));
  }

  private static void random(NodeLift node, Distribution distribution, boolean like) {
    Attributes a = node.attributes();
    boolean uniform = distribution == Distribution.UNIFORM;
    Shape shape =
        like
            ? Shape.scalar()
            : Shape.of(
                a.integers("shape").orElse(List.of()).stream()
                    .mapToLong(Long::longValue)
                    .toArray());
    DType dtype = dtype(node);
    node.emit(
        new Generate.RandomTensor(
            distribution,
            dtype == DType.UNKNOWN && !like ? DType.F32 : dtype,
            shape,
            like,
            uniform ? a.number("low", 0f) : a.number("mean", 0f),
            uniform ? a.number("high", 1f) : a.number("scale", 1f),
            seed(node)));
  }

  private static void constant(NodeLift node) {
    Attributes a = node.attributes();
    if (!node.wants(0) || node.outputCount() != 1) {
      throw node.fail("a Constant has one output");
    }
    Optional<OnnxTensor> tensor = a.tensor("value");
    Constant constant;
    if (tensor.isPresent()) {
      if (tensor.get().dtype() == ElementTypes.code(DType.STRING)) {
        throw new NotFollowed("it is no dense tensor of numbers");
      }
      constant = node.graph().context().tensors().constant(tensor.get());
    } else if (a.has("value_float")) {
      constant = Literals.floats(Shape.scalar(), List.of(a.number("value_float", 0f)));
    } else if (a.has("value_floats")) {
      List<Float> values = a.floats("value_floats").orElse(List.of());
      constant = Literals.floats(Shape.of(values.size()), values);
    } else if (a.has("value_int")) {
      constant = Literals.longs(Shape.scalar(), List.of(a.integer("value_int", 0)));
    } else if (a.has("value_ints")) {
      List<Long> values = a.anyIntegers("value_ints").orElse(List.of());
      constant = Literals.longs(Shape.of(values.size()), values);
    } else {
      throw new NotFollowed("it is no dense tensor of numbers");
    }
    node.constant(constant, ConstantRoles.Origin.CONSTANT_NODE);
  }

  /** A fill whose shape is a constant becomes a constant itself, without its elements. */
  private static void fill(NodeLift node) {
    DType dtype = DType.F32;
    double value = 0;
    Optional<OnnxTensor> tensor = node.attributes().tensor("value");
    if (tensor.isPresent()) {
      Constant one = node.graph().context().tensors().constant(tensor.get());
      dtype = one.type().dtype();
      value = Scalars.first(one);
    }
    Optional<List<Long>> shape = node.integers(0);
    if (shape.isPresent() && isModest(shape.get()) && node.outputCount() == 1) {
      TensorType type =
          new TensorType(
              dtype, Shape.of(shape.get().stream().mapToLong(Long::longValue).toArray()));
      node.constant(Literals.of(type, new ConstantData.Filled(value)), ConstantRoles.Origin.FILL);
    } else {
      node.emit(new Generate.ConstantOfShape(dtype, value), node.need(0));
    }
  }

  private static boolean isModest(List<Long> sizes) {
    double elements = 1;
    for (long size : sizes) {
      if (size < 0) {
        return false;
      }
      elements *= Math.max(1, size);
    }
    return elements <= TensorConstants.MAX_ELEMENTS;
  }

  /** The first element of a small constant as a number. */
  private static final class Scalars {
    static double first(Constant constant) {
      Tensor tensor = constant.tensor();
      if (constant.elements() < 1) {
        throw new NotFollowed("its value has no elements");
      }
      ByteBuffer data = tensor.data().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      return switch (constant.type().dtype()) {
        case F32 -> data.getFloat(0);
        case F64 -> data.getDouble(0);
        case F16 -> Float.float16ToFloat(data.getShort(0));
        case BF16 -> Float.intBitsToFloat(data.getShort(0) << 16);
        case I64, U64 -> exact(data.getLong(0));
        case I32 -> data.getInt(0);
        case U32 -> Integer.toUnsignedLong(data.getInt(0));
        case I16 -> data.getShort(0);
        case U16 -> Short.toUnsignedInt(data.getShort(0));
        case I8 -> data.get(0);
        case U8, BOOL -> Byte.toUnsignedInt(data.get(0));
        default ->
            throw new NotFollowed("a fill of " + constant.type().dtype().label() + " is not known");
      };
    }

    private static double exact(long value) {
      if (value < -(1L << 53) || value > 1L << 53) {
        throw new NotFollowed("a fill with " + value + " is not exact");
      }
      return value;
    }
  }
}
