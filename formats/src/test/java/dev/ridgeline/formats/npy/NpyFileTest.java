package dev.ridgeline.formats.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NpyFileTest {
  @TempDir private Path folder;

  /** What numpy 2 writes for {@code numpy.save(f, numpy.array([[1, 2, 3]], dtype='<i2'))}. */
  @Test
  void readsAndWritesTheBytesOfNumpy() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(HexFormat.of().parseHex("934e554d505901007600"));
    String header = "{'descr': '<i2', 'fortran_order': False, 'shape': (1, 3), }";
    bytes.writeBytes(
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    bytes.write(HexFormat.of().parseHex("010002000300"));
    Path file = folder.resolve("a.npy");
    Files.write(file, bytes.toByteArray());
    Tensor tensor = NpyFile.read(file);
    assertThat(tensor.type()).hasToString("i16[1x3]");
    assertThat(tensor.data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 0, 2, 0, 3, 0);
    Path written = folder.resolve("b.npy");
    NpyFile.write(tensor, written);
    assertThat(Files.readAllBytes(written)).isEqualTo(bytes.toByteArray());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32", "F16", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL"})
  void everyTypeComesBack(DType dtype) {
    for (Shape shape : new Shape[] {Shape.scalar(), Shape.of(0L), Shape.of(5L), Shape.of(2L, 3L)}) {
      TensorType type = new TensorType(dtype, shape);
      byte[] bytes = new byte[(int) type.bytes()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (i * 7 % 2);
      }
      Path file = folder.resolve("x.npy");
      NpyFile.write(new Tensor(type, MemorySegment.ofArray(bytes)), file);
      Tensor back = NpyFile.read(file);
      assertThat(back.type()).isEqualTo(type);
      assertThat(back.data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'descr': '>f4', 'fortran_order': False, 'shape': (1,), } | 4 | has elements of type '>f4'; allowed are
          {'descr': '<c8', 'fortran_order': False, 'shape': (1,), } | 8 | has elements of type '<c8'; allowed are
          {'descr': '<f4', 'fortran_order': True, 'shape': (1,), } | 4 | is in Fortran order; save numpy.ascontiguousarray of it
          {'descr': '<f4', 'fortran_order': False, 'shape': (3,), } | 4 | is f32[3] and takes 12 bytes but has 4; save it again
          {'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), } | 4 | has shape (99999999999,); at most 64 dimensions and 2 GiB are allowed
          {'descr': '<f4', 'fortran_order': False, 'shape': (70000, 70000), } | 4 | has shape (70000, 70000); at most 64 dimensions and 2 GiB are allowed
          {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), } | 4 | has a header that does not say type, order and shape of one array of numbers
          """)
  void refusesWhatItDoesNotHold(String header, int bytes, String message) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(HexFormat.of().parseHex("934e554d50590100"));
    file.write(header.length());
    file.write(0);
    file.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    file.write(new byte[bytes]);
    Path path = folder.resolve("bad.npy");
    Files.write(path, file.toByteArray());
    assertThatThrownBy(() -> NpyFile.read(path))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatIsNoArray() throws IOException {
    Path file = folder.resolve("x.npy");
    assertThatThrownBy(() -> NpyFile.read(file))
        .hasMessageEndingWith("is no file; give a .npy file that can be read");
    Files.writeString(file, "PK\3\4 this is a zip");
    assertThatThrownBy(() -> NpyFile.read(file))
        .hasMessageEndingWith("is no .npy file of version 1 to 3; save the array with numpy.save");
    Files.write(file, HexFormat.of().parseHex("934e554d5059"));
    assertThatThrownBy(() -> NpyFile.read(file))
        .hasMessageEndingWith("is truncated; save it again");
    Files.write(file, HexFormat.of().parseHex("934e554d50590200ffffff7f"));
    assertThatThrownBy(() -> NpyFile.read(file))
        .hasMessageContaining("has a header of 2147483647 bytes");
    Tensor bf16 =
        new Tensor(new TensorType(DType.BF16, Shape.of(1L)), MemorySegment.ofArray(new byte[2]));
    assertThatThrownBy(() -> NpyFile.write(bf16, file))
        .hasMessageEndingWith(".npy files hold no bf16; cast the output to f32");
  }
}
