package dev.ridgeline.peers.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the tensors of the conformance data: protocol buffer messages of which only the dimensions
 * (field 1), the element type (2) and the raw bytes (9) are needed.
 */
final class TensorFile {
  private TensorFile() {}

  static Tensor read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Long> dims = new ArrayList<>();
    DType dtype = DType.UNKNOWN;
    byte[] raw = new byte[0];
    while (in.hasRemaining()) {
      long tag = varint(in);
      int field = (int) (tag >>> 3);
      if ((tag & 7) == 0) {
        long value = varint(in);
        if (field == 1) {
          dims.add(value);
        } else if (field == 2) {
          dtype = dtype((int) value);
        }
        continue;
      }
      byte[] bytes = new byte[(int) varint(in)];
      in.get(bytes);
      if (field == 9) {
        raw = bytes;
      } else if (field == 1) {
        ByteBuffer packed = ByteBuffer.wrap(bytes);
        while (packed.hasRemaining()) {
          dims.add(varint(packed));
        }
      }
    }
    Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    return new Tensor(new TensorType(dtype, shape), MemorySegment.ofArray(raw));
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static DType dtype(int onnx) {
    return switch (onnx) {
      case 1 -> DType.F32;
      case 2 -> DType.U8;
      case 3 -> DType.I8;
      case 6 -> DType.I32;
      case 7 -> DType.I64;
      case 9 -> DType.BOOL;
      case 10 -> DType.F16;
      case 11 -> DType.F64;
      default -> throw new IllegalArgumentException("element type " + onnx);
    };
  }

  static void assertClose(Tensor given, Tensor wanted) {
    assertThat(given.type()).isEqualTo(wanted.type());
    if (given.type().dtype() != DType.F32) {
      assertThat(given.data().toArray(ValueLayout.JAVA_BYTE))
          .isEqualTo(wanted.data().toArray(ValueLayout.JAVA_BYTE));
      return;
    }
    for (long i = 0; i < given.type().shape().elements(); i++) {
      assertThat(given.floatAt(i)).isCloseTo(wanted.floatAt(i), within(1e-5f));
    }
  }
}
