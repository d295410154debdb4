package dev.ridgeline.formats.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.npy.NpyFile;
import dev.ridgeline.formats.pytorch.TorchArchive.Pickle;
import dev.ridgeline.formats.weights.ByteSource;
import dev.ridgeline.formats.weights.StateDictionary;
import dev.ridgeline.formats.weights.TorchData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PytorchReaderTest {
  private static final String HEAD = "\u0080\u0002";
  private static final long[] THREE = {3};
  private static final long[] ONE = {1};

  private static StateDictionary read(byte[] bytes) {
    return PytorchReader.read(ByteSource.of(bytes, "x.pt"));
  }

  private static void refused(byte[] bytes, String what) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("x.pt ")
        .hasMessageContaining(what);
  }

  private static void refusedPickle(String pickle, String what) {
    refused(
        TorchArchive.of(pickle.getBytes(StandardCharsets.ISO_8859_1), Map.of("0", new byte[12])),
        what);
  }

  @ParameterizedTest
  @CsvSource({"mnist_fc.pt, 6", "mnist_act.pt, 3"})
  void filesOfPytorchHoldTheArraysThatNumpySaved(String file, int tensors) {
    Path folder = TorchData.folder();
    StateDictionary state = StateDictionary.read(folder.resolve(file));
    assertThat(state.tensors()).hasSize(tensors);
    state
        .tensors()
        .forEach((name, constant) -> {
          Tensor wanted = NpyFile.read(folder.resolve(name + ".npy"));
          assertThat(constant.data()).as(name).isInstanceOf(ConstantData.FileSlice.class);
          assertThat(constant.type()).as(name).isEqualTo(wanted.type());
          assertThat(constant.tensor().data().mismatch(wanted.data())).as(name).isEqualTo(-1);
        });
  }

  @ParameterizedTest
  @EnumSource(StorageType.class)
  void everyElementTypeIsReadAsItWasWritten(StorageType storage) {
    TensorType type = new TensorType(storage.dtype(), Shape.of(3L, 5L));
    Tensor tensor = Tensor.random(type, 7);
    Constant constant =
        new Constant(
            type,
            Constant.Role.PARAMETER,
            new ConstantData.Bytes(tensor.data().toArray(ValueLayout.JAVA_BYTE)));
    Constant found =
        Objects.requireNonNull(
            read(TorchArchive.stateDictionary(Map.of("w", constant))).tensors().get("w"));
    assertThat(found.type()).isEqualTo(type);
    assertThat(found.tensor().data().mismatch(tensor.data())).isEqualTo(-1);
  }

  @Test
  void viewsOfOneStorageAreGathered() {
    // 0 1 2 / 3 4 5 in bytes: the transpose, the last column, a row expanded, an empty one.
    byte[] pickle =
        new Pickle()
            .raw(HEAD + "}(")
            .text("turned")
            .tensor("ByteStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
            .text("column")
            .tensor("ByteStorage", "0", 6, 2, new long[] {2}, new long[] {3})
            .text("row")
            .tensor("ByteStorage", "0", 6, 3, new long[] {2, 3}, new long[] {0, 1})
            .text("scalar")
            .tensor("ByteStorage", "0", 6, 5, new long[0], new long[0])
            .text("none")
            .tensor("ByteStorage", "0", 6, 6, new long[] {0}, ONE)
            .raw("u.")
            .bytes();
    Map<String, byte[]> found = new LinkedHashMap<>();
    read(TorchArchive.of(pickle, Map.of("0", new byte[] {0, 1, 2, 3, 4, 5})))
        .tensors()
        .forEach((n, c) -> found.put(n, c.tensor().data().toArray(ValueLayout.JAVA_BYTE)));
    assertThat(found.get("turned")).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(found.get("column")).containsExactly(2, 5);
    assertThat(found.get("row")).containsExactly(3, 4, 5, 3, 4, 5);
    assertThat(found.get("scalar")).containsExactly(5);
    assertThat(found.get("none")).isEmpty();
  }

  private static Pickle state(String before) {
    return new Pickle().raw(HEAD + before).text("w").tensor("FloatStorage", "0", 3, 0, THREE, ONE);
  }

  private static StateDictionary withStorage(Pickle pickle) {
    return read(TorchArchive.of(pickle.bytes(), Map.of("0", new byte[12])));
  }

  @Test
  void dictionariesInDictionariesAndParametersAreTaken() {
    String ordered = "ccollections\nOrderedDict\n)R";
    assertThat(withStorage(state(ordered + "(").raw("u.")).tensors()).containsKey("w");
    Pickle nested =
        new Pickle()
            .raw(HEAD + "}(")
            .text("epoch")
            .whole(3)
            .text("state_dict")
            .raw("}")
            .text("w")
            .raw("ctorch._utils\n_rebuild_parameter\n(")
            .tensor("FloatStorage", "0", 3, 0, THREE, ONE)
            .raw("\u0088" + ordered + "tRs")
            .text("lr")
            .raw("G?\u00f0\0\0\0\0\0\0")
            .text("best")
            .raw("N")
            .raw("u.");
    StateDictionary state = withStorage(nested);
    assertThat(state.tensors()).containsOnlyKeys("w");
    assertThat(state.tensors().values())
        .allMatch(c -> c.type().equals(new TensorType(DType.F32, Shape.of(3L))));
  }

  @Test
  void metadataOfAStateDictionaryIsPassedOver() {
    Pickle pickle = state("ccollections\nOrderedDict\n)R(").raw("u}").text("_metadata").raw("}sb.");
    assertThat(withStorage(pickle).tensors()).containsOnlyKeys("w");
  }

  @Test
  void twoDictionariesOfTensorsAreTooMany() {
    Pickle pickle =
        new Pickle()
            .raw(HEAD + "}(")
            .text("model")
            .raw("}")
            .text("w")
            .tensor("FloatStorage", "0", 3, 0, THREE, ONE)
            .raw("s")
            .text("ema")
            .raw("}")
            .text("w")
            .tensor("FloatStorage", "0", 3, 0, THREE, ONE)
            .raw("su.");
    refused(
        TorchArchive.of(pickle.bytes(), Map.of("0", new byte[12])),
        "2 dictionaries of tensors, [model, ema]");
  }

  @Test
  void whatWouldExecuteIsRefusedByName() {
    refusedPickle(
        HEAD + "cos\nsystem\n(X\u0004\0\0\0true" + "tR.", "wants 'os.system', which was refused");
    refusedPickle(HEAD + "c__builtin__\neval\n.", "'__builtin__.eval'");
    refusedPickle(
        HEAD + "ctorch._utils\n_rebuild_tensor_v3\n.", "'torch._utils._rebuild_tensor_v3'");
    refusedPickle("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093.", "'posix.system'");
    refusedPickle(HEAD + "(S'true'\nios\nsystem\n.", "opcode 0x53");
    refusedPickle(HEAD + "(ios\nsystem\n.", "opcode 0x69");
    refusedPickle(HEAD + ")\u0081.", "opcode 0x81");
    refusedPickle(HEAD + "\u0082\u0001.", "opcode 0x82");
    refusedPickle(
        HEAD + "ctorch\nFloatStorage\n)R.", "calls a name with a tuple, which was refused");
    refusedPickle(HEAD + "K\u0001)R.", "calls a whole number");
    refusedPickle(HEAD + "ccollections\nOrderedDict\n(K\u0001tR.", "OrderedDict from arguments");
    refusedPickle(HEAD + "K\u0001}b.", "sets the state of a whole number");
  }

  @Test
  void picklesMadeToExhaustAreRefused() {
    refusedPickle(HEAD + "(".repeat(100_000), "nested deeper than 256");
    refusedPickle(HEAD + "X\u00ff\u00ff\u00ff\u00ff", "wants 4294967295 bytes where 0 are left");
    refusedPickle("\u0080\u0004\u0095" + "\u00ff".repeat(8) + ".", "where 1 are left");
    refusedPickle(HEAD + "\u008a\u00ff" + "\u0001".repeat(255) + ".", "whole number of 255 bytes");
    // A tuple of tuples, each twice the one before: 2^100,000 values if it were ever unfolded.
    refusedPickle(HEAD + ")" + "q\0h\0\u0086".repeat(100_000) + ".", "holds a tuple");
    refusedPickle(HEAD + "})K\1s.", "key that is a tuple");
    refusedPickle(HEAD + "h\u0007.", "recalls value 7");
    refusedPickle(HEAD + "t.", "closes what it did not open");
    refusedPickle(HEAD + "(.", "value which is not there");
    refusedPickle(HEAD + "K\1K\2.", "values left over");
    refusedPickle(HEAD + "}(K\1u.", "a key but no value");
    refusedPickle(HEAD + "K\1K\2a.", "appends to a whole number");
    refusedPickle(HEAD + "K\1K\2K\3s.", "sets an item of a whole number");
    refusedPickle(HEAD + "K\1K\2\u0093.", "a name that is no text");
    refusedPickle("\u0080\u0001.", "protocol 1");
    refusedPickle(HEAD + ")Q.", "outside its pickle");
    refusedPickle(HEAD + "}.", "holds no tensors");
    refusedPickle(HEAD + "]K\1a.", "holds a list");
  }

  private static void refusedTensor(
      long elements, long offset, long[] sizes, long[] strides, String what) {
    Pickle pickle =
        new Pickle()
            .raw(HEAD + "}")
            .text("w")
            .tensor("FloatStorage", "0", elements, offset, sizes, strides)
            .raw("s.");
    refused(TorchArchive.of(pickle.bytes(), Map.of("0", new byte[12])), what);
  }

  @Test
  void tensorsOutsideTheirStorageAreRefused() {
    refusedTensor(3, 1, THREE, ONE, "past the 3 elements of its storage");
    refusedTensor(3, Long.MAX_VALUE, THREE, ONE, "2^63");
    refusedTensor(3, 0, new long[] {1L << 40, 1L << 40}, new long[] {0, 0}, "2^63");
    refusedTensor(3, 0, new long[] {0, 1L << 40, 1L << 40}, new long[] {0, 0, 0}, "2^63");
    refusedTensor(3, 0, new long[] {1L << 40}, new long[] {0}, "scattered elements");
    refusedTensor(3, 0, new long[] {2}, new long[] {1L << 62}, "past the 3 elements");
    refusedTensor(4, 0, THREE, ONE, "12 bytes where 4 elements of f32 were said");
    refusedTensor(3, 0, new long[] {-1}, ONE, "no whole number from 0");
    refusedTensor(3, 0, THREE, new long[0], "not storage, offset, sizes and strides");
    Pickle pickle =
        new Pickle()
            .raw(HEAD + "}")
            .text("w")
            .tensor("FloatStorage", "1", 3, 0, THREE, ONE)
            .raw("s.");
    refused(TorchArchive.of(pickle.bytes(), Map.of("0", new byte[12])), "which the archive lacks");
    refused(
        TorchArchive.of(
            state("}(").text("epoch").whole(3).raw("u.").bytes(), Map.of("0", new byte[12])),
        "entry 'epoch', which is a whole number");
    Pickle parameter = new Pickle().raw(HEAD + "ctorch._utils\n_rebuild_parameter\n)R.");
    refused(TorchArchive.of(parameter.bytes(), Map.of()), "a parameter that is no tensor");
  }

  @Test
  void archivesWithTricksAreRefused() throws IOException {
    byte[] pickle = state("}").raw("s.").bytes();
    TorchArchive sound =
        new TorchArchive().record("data.pkl", pickle).record("data/0", new byte[12]);
    for (String name : new String[] {"../x", "/etc/passwd", "a\\b", "C:x", "archive/../../x"}) {
      refused(
          new TorchArchive().record("data.pkl", pickle).named(name, ONE_BYTE).bytes(),
          "leads out of the archive");
    }
    refused(
        new TorchArchive().record("data.pkl", pickle).compression(8).bytes(),
        "compressed or encrypted record 'archive/data.pkl'");
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bomb)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new byte[50_000_000]);
    }
    refused(bomb.toByteArray(), "compressed or encrypted record");
    refused(new TorchArchive().record("other", pickle).bytes(), "holds 0 pickles");
    byte[] whole = sound.bytes();
    refused(java.util.Arrays.copyOf(whole, whole.length - 30), "truncated");
    whole[100] ^= 1;
    refused(whole, "checksum is wrong");
    refused(
        sound.record("byteorder", "big".getBytes(StandardCharsets.US_ASCII)).bytes(), "big-endian");
  }

  private static final byte[] ONE_BYTE = {1};

  @Test
  void recordsThatShareBytesAreRefused() {
    byte[] bytes = TorchArchive.of(state("}").raw("s.").bytes(), Map.of("0", new byte[12]));
    // The second record of the directory is said to begin where the first does.
    int second = 0;
    for (int i = bytes.length - 50; second == 0; i--) {
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 1) {
        second = i;
      }
    }
    for (int i = 42; i < 46; i++) {
      bytes[second + i] = 0;
    }
    refused(bytes, "share bytes");
  }

  @Test
  void otherFormatsSayHowToSaveThemAgain() {
    refused(
        "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."
            .getBytes(StandardCharsets.ISO_8859_1),
        "format from before 1.6; load it in PyTorch and save");
    byte[] tar = new byte[1024];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    refused(tar, "tar format");
    refused(new byte[0], "neither a file of torch.save nor a safetensors file");
    refused(
        new TorchArchive()
            .record("data.pkl", ONE_BYTE)
            .record("constants.pkl", ONE_BYTE)
            .record("code/x.py", ONE_BYTE)
            .bytes(),
        "TorchScript archive");
  }
}
