package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.file.Quote;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes constants of ONNX tensors without decoding them: raw and packed floating-point data are
 * slices of the file, the other typed fields are decoded when they are asked for. Small tensors,
 * which shape inference reads, are copied at once. That elements and dimensions agree is checked
 * here.
 */
final class TensorConstants {
  /** Most elements of a tensor; keeps every product of sizes far from overflow. */
  static final long MAX_ELEMENTS = 1L << 46;

  /** Tensors up to this many bytes are copied. */
  private static final long SMALL = 1 << 12;

  private final Optional<Path> file;

  /** Tensors of {@code file}, or of bytes in memory, which have no file and no folder. */
  TensorConstants(Optional<Path> file) {
    this.file = file;
  }

  /** The type that {@code tensor} says it has. */
  static TensorType type(OnnxTensor tensor) {
    DType dtype = ElementTypes.of(tensor.dtype());
    long elements = 1;
    for (long dim : tensor.dims()) {
      if (dim < 0) {
        throw malformed(tensor, "has a negative dimension in " + tensor.dims());
      }
      if (Math.multiplyHigh(elements, dim) != 0 || elements * dim > MAX_ELEMENTS) {
        throw malformed(tensor, "has dimensions " + tensor.dims() + ": too many elements");
      }
      elements *= dim;
    }
    return new TensorType(
        dtype, Shape.of(tensor.dims().stream().mapToLong(Long::longValue).toArray()));
  }

  /**
   * The constant, as a literal.
   *
   * @throws MalformedOnnx when the elements do not fit the dimensions
   */
  Constant constant(OnnxTensor tensor) {
    TensorType type = type(tensor);
    if (type.dtype() == DType.UNKNOWN || type.dtype().bits() == 0) {
      throw malformed(tensor, "has elements of type " + type.dtype().label());
    }
    return new Constant(type, Constant.Role.LITERAL, data(tensor, type));
  }

  private ConstantData data(OnnxTensor tensor, TensorType type) {
    if (tensor.isExternal()) {
      return ExternalData.slice(file, tensor, type.bytes());
    }
    Span data = tensor.data();
    boolean dense =
        switch (tensor.field()) {
          case OnnxTensor.RAW -> true;
          case OnnxTensor.FLOATS -> require(tensor, type, DType.F32, DType.C64);
          case OnnxTensor.DOUBLES -> require(tensor, type, DType.F64, DType.C128);
          default -> false;
        };
    if (dense || data.length() == 0) {
      if (data.length() != type.bytes()) {
        throw malformed(
            tensor,
            "is %s and takes %d bytes but has %d".formatted(type, type.bytes(), data.length()));
      }
      return dense(data);
    }
    int width = varintBytes(tensor, type.dtype());
    long wanted = Math.ceilDiv(type.bytes(), width);
    long present = countVarints(data);
    if (present != wanted) {
      throw malformed(
          tensor, "is %s and takes %d numbers but has %d".formatted(type, wanted, present));
    }
    Varints decoder = new Varints(data, width);
    return type.bytes() <= SMALL
        ? new ConstantData.Bytes(decoder.decode(type).toArray(ValueLayout.JAVA_BYTE))
        : new ConstantData.Deferred(decoder);
  }

  private ConstantData dense(Span data) {
    if (data.length() <= SMALL) {
      return new ConstantData.Bytes(data.copy());
    }
    if (data.inFile() && file.isPresent()) {
      return new ConstantData.FileSlice(file.get(), data.offset(), data.length());
    }
    return new ConstantData.Deferred(_ -> data.slice());
  }

  private static boolean require(OnnxTensor tensor, TensorType type, DType one, DType other) {
    if (type.dtype() != one && type.dtype() != other) {
      throw malformed(tensor, "keeps elements of type " + type.dtype().label() + " as floats");
    }
    return true;
  }

  /** Bytes of an element that a number of the typed integer fields stands for. */
  private static int varintBytes(OnnxTensor tensor, DType dtype) {
    int bytes = Math.max(1, dtype.bits() / 8);
    boolean fits =
        switch (tensor.field()) {
          case OnnxTensor.INT32S -> bytes < 4 || dtype == DType.I32;
          case OnnxTensor.INT64S -> dtype == DType.I64;
          case OnnxTensor.UINT64S -> dtype == DType.U64 || dtype == DType.U32;
          default -> false;
        };
    if (!fits) {
      throw malformed(
          tensor, "keeps elements of type %s in field %d".formatted(dtype.label(), tensor.field()));
    }
    return bytes;
  }

  private static long countVarints(Span data) {
    long count = 0;
    long end = data.offset() + data.length();
    for (long i = data.offset(); i < end; i++) {
      // Only the last byte of a number has its high bit clear.
      count += data.segment().get(ValueLayout.JAVA_BYTE, i) >= 0 ? 1 : 0;
    }
    return count;
  }

  /** Decodes numbers of variable length to {@code width} bytes each. */
  private record Varints(Span data, int width) implements ConstantData.Decoder {
    @Override
    public MemorySegment decode(TensorType type) {
      byte[] bytes = new byte[Math.toIntExact(type.bytes())];
      ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      WireReader reader = WireReader.of(data);
      while (out.hasRemaining()) {
        long value = next(reader);
        switch (width) {
          case 1 -> out.put((byte) value);
          case 2 -> out.putShort((short) value);
          case 4 -> out.putInt((int) value);
          default -> out.putLong(value);
        }
      }
      return MemorySegment.ofArray(bytes).asReadOnly();
    }

    private static long next(WireReader reader) {
      try {
        return reader.varint();
      } catch (MalformedOnnx e) {
        throw new UserError("a constant of an ONNX model is damaged: " + e.getMessage(), e);
      }
    }
  }

  private static MalformedOnnx malformed(OnnxTensor tensor, String what) {
    return new MalformedOnnx("tensor '" + Quote.of(tensor.name()) + "' " + what);
  }
}
