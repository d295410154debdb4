package dev.ridgeline.formats.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.pytorch.TorchArchive;
import dev.ridgeline.formats.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of weights are refused with one line, soon, and without much memory. */
class WeightsFuzzTest {
  private static final long SEED = 20_261;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** Bytes that one damaged file may allocate, its elements read; the files have under 10 kB. */
  private static final long MOST_BYTES = 16 << 20;

  @TempDir private Path folder;

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void fourThousandMutationsEndInTensorsOrInOneLine() throws IOException {
    fuzz(4_000, SEED);
  }

  @Test
  @Tag("slow")
  void aHundredThousandMutationsEndInTensorsOrInOneLine() throws IOException {
    fuzz(100_000, SEED + 1);
  }

  private void fuzz(int mutations, long seed) throws IOException {
    List<byte[]> files = files();
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int i = 0; i < mutations; i++) {
      byte[] mutated = mutated(files.get(i % files.size()), random);
      long start = System.nanoTime();
      long before = allocated();
      try {
        StateDictionary.read(ByteSource.of(mutated, "fuzzed.pt"))
            .tensors()
            .values()
            .forEach(Constant::tensor);
      } catch (UserError e) {
        refused++;
        String message = String.valueOf(e.getMessage());
        assertThat(message).as("mutation %d", i).hasSizeLessThan(400).startsWith("fuzzed.pt ");
        assertThat(message.chars().noneMatch(Character::isISOControl)).as(message).isTrue();
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("mutation %d of seed %d escapes".formatted(i, seed), e);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("mutation %d", i)
          .isLessThan(LONGEST);
      assertThat(allocated() - before).as("bytes of mutation %d", i).isLessThan(MOST_BYTES);
    }
    System.out.printf("fuzz: %d mutations, %d refused%n", mutations, refused);
    assertThat(refused).isBetween(mutations / 4, mutations - 1);
  }

  private List<byte[]> files() throws IOException {
    Map<String, Constant> tensors = new LinkedHashMap<>();
    List<DType> types = List.of(DType.F32, DType.F16, DType.I64, DType.BOOL, DType.F64);
    for (DType dtype : types) {
      tensors.put(
          "layer." + dtype.label(),
          new Constant(
              new TensorType(dtype, Shape.of(3L, 4L)),
              Constant.Role.PARAMETER,
              new ConstantData.Bytes(new byte[(int) dtype.bytes(12)])));
    }
    Path file = folder.resolve("x.safetensors");
    SafetensorsWriter.write(tensors, file);
    return List.of(TorchArchive.stateDictionary(tensors), Files.readAllBytes(file));
  }

  private static byte[] mutated(byte[] file, SplittableRandom random) {
    byte[] mutated = file.clone();
    int rounds = 1 + random.nextInt(3);
    for (int round = 0; round < rounds && mutated.length > 0; round++) {
      int at =
          random.nextInt(random.nextBoolean() ? mutated.length : Math.min(mutated.length, 1500));
      switch (random.nextInt(6)) {
        case 0 -> mutated = Arrays.copyOf(mutated, at);
        case 1, 2 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 3 -> mutated[at] = (byte) random.nextInt(256);
        case 4 -> Arrays.fill(mutated, at, Math.min(mutated.length, at + 4), (byte) 0xff);
        default -> {
          int from = random.nextInt(mutated.length);
          int length = Math.min(Math.min(20, mutated.length - from), mutated.length - at);
          System.arraycopy(mutated.clone(), from, mutated, at, length);
        }
      }
    }
    return mend(mutated);
  }

  /** Puts the pickle's checksum right, so that what is damaged in it is read. */
  private static byte[] mend(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int central = text.indexOf("PK\u0001\u0002");
    if (!text.startsWith("PK\u0003\u0004") || central < 0 || central + 46 > file.length) {
      return file;
    }
    int length =
        Byte.toUnsignedInt(file[central + 24]) | Byte.toUnsignedInt(file[central + 25]) << 8;
    int start =
        30
            + Byte.toUnsignedInt(file[26])
            + (Byte.toUnsignedInt(file[28]) | Byte.toUnsignedInt(file[29]) << 8);
    if (start + length > file.length) {
      return file;
    }
    CRC32 crc = new CRC32();
    crc.update(file, start, length);
    for (int i = 0; i < 4; i++) {
      file[central + 16 + i] = (byte) (crc.getValue() >> (8 * i));
    }
    return file;
  }
}
