package dev.ridgeline.formats.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.weights.ByteSource;
import dev.ridgeline.formats.weights.StateDictionary;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir private Path folder;

  /** A file laid out by hand after the format's description. */
  private static byte[] file(String header, int data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(text.length).put(text);
    for (int i = 0; i < data; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  private static StateDictionary read(byte[] bytes) {
    return SafetensorsReader.read(ByteSource.of(bytes, "x.safetensors"));
  }

  private static void refused(String header, int data, String what) {
    assertThatThrownBy(() -> read(file(header, data)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("x.safetensors ")
        .hasMessageContaining(what);
  }

  private static String tensor(String name, String dtype, String shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, dtype, shape, begin, end);
  }

  @Test
  void tensorsAreSlicesInAnyOrder() {
    StateDictionary state =
        read(
            file(
                " {\"__metadata__\":{\"format\":\"pt\"}, "
                    + tensor("b\\u0041\\\"", "I16", "[ 2 , 1 ]", 3, 7)
                    + ","
                    + tensor("a", "U8", "[3]", 0, 3)
                    + ","
                    + tensor("s", "BOOL", "[]", 7, 8)
                    + "}  ",
                8));
    assertThat(state.tensors()).containsOnlyKeys("bA\"", "a", "s");
    Constant b = Objects.requireNonNull(state.tensors().get("bA\""));
    assertThat(b.type()).isEqualTo(new TensorType(DType.I16, Shape.of(2L, 1L)));
    assertThat(b.tensor().data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(3, 4, 5, 6);
  }

  @Test
  void whatIsWrittenIsRead() {
    Map<String, Constant> tensors = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      if (ElementTypes.name(dtype).isPresent()) {
        TensorType type = new TensorType(dtype, Shape.of(2L, 3L));
        Tensor random = Tensor.random(new TensorType(DType.U8, Shape.of(type.bytes())), 3);
        tensors.put(
            dtype.label() + " \"\\\u0001",
            new Constant(
                type, Constant.Role.PARAMETER, new ConstantData.Deferred(_ -> random.data())));
      }
    }
    Path file = folder.resolve("all.safetensors");
    SafetensorsWriter.write(tensors, file);
    StateDictionary state = StateDictionary.read(file);
    assertThat(state.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach((name, constant) -> {
      Constant found = Objects.requireNonNull(state.tensors().get(name));
      assertThat(found.type()).isEqualTo(constant.type());
      assertThat(found.data()).isInstanceOf(ConstantData.FileSlice.class);
      assertThat(found.tensor().data().mismatch(constant.tensor().data())).isEqualTo(-1);
    });
  }

  @Test
  void typesThatTheFormatLacksAreNotWritten() {
    TensorType type = new TensorType(DType.I4, Shape.of(2L));
    Constant constant =
        new Constant(type, Constant.Role.PARAMETER, new ConstantData.Bytes(new byte[1]));
    assertThatThrownBy(() -> SafetensorsWriter.write(Map.of("x", constant), folder.resolve("x")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("safetensors files hold no i4");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void offsetsThatOverlapLeaveGapsOrPassTheEndAreRefused() {
    String a = tensor("a", "U8", "[4]", 0, 4);
    refused("{" + a + "," + tensor("b", "U8", "[4]", 3, 7) + "}", 7, "may not overlap");
    refused("{" + a + "," + tensor("b", "U8", "[4]", 5, 9) + "}", 9, "leave gaps");
    refused("{" + a + "," + tensor("b", "U8", "[4]", 4, 8) + "}", 7, "pass the end");
    refused("{" + tensor("a", "U8", "[4]", 4, 0) + "}", 4, "'a' at bytes 4 to 0");
    refused("{" + a + "}", 9, "5 bytes after its last tensor");
    refused("{" + tensor("a", "F32", "[4]", 0, 4) + "}", 4, "'a' of f32 [4] in 4 bytes");
    refused("{" + tensor("a", "U8", "[4294967296,4294967296]", 0, 0) + "}", 0, "not its size");
    refused("{" + tensor("a", "U8", "[0,99999999999,99999999999]", 0, 0) + "}", 0, "not its size");
    refused("{" + tensor("a", "X9", "[4]", 0, 4) + "}", 4, "type 'X9'; allowed are [BF16");
  }

  @Test
  void headersThatAreNoneAreRefused() {
    refused("{}", 0, "holds no tensors");
    refused("{", 0, "no '\"' at character 1");
    refused("{\"a\":3}", 0, "no '{'");
    refused("{\"a\":{}}", 0, "without dtype, shape or two data_offsets");
    refused("{\"a\":{\"x\":1}}", 0, "field 'x'");
    refused("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", 0, "once each");
    String a = tensor("a", "U8", "[]", 0, 1);
    refused("{" + a + "," + a + "}", 1, "describes 'a' twice");
    refused("{" + a + "}x", 1, "after its last brace");
    refused("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "twice");
    refused("{\"\\q\":1}", 0, "escape that is none");
    refused("{\"\\u00g1\":1}", 0, "escape that is none");
    refused("{\"a", 0, "without an end");
    refused("{" + tensor("a", "U8", "[-1]", 0, 1) + "}", 1, "no whole number from 0");
    refused("{" + tensor("a", "U8", "[9999999999999999999]", 0, 1) + "}", 1, "18 digits");
    refused("{" + tensor("a", "U8", "[" + "1,".repeat(64) + "1]", 0, 1) + "}", 1, "more than 64");
    byte[] giant = file("{" + a + "}", 1);
    giant[6] = 0x7f;
    assertThatThrownBy(() -> read(giant))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("at most 100000000");
    assertThatThrownBy(() -> read(new byte[3]))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has 3 bytes");
  }
}
