package dev.ridgeline.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged models are refused with one line, soon, and without much memory. */
class OnnxFuzzTest {
  private static final long SEED = 20_231;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** Bytes that reading one damaged model may allocate; the largest model has 100 kB. */
  private static final long MOST_BYTES = 64 << 20;

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void aThousandMutationsEndInAGraphOrInOneLine() throws IOException {
    fuzz(1_000, SEED);
  }

  @Test
  @Tag("slow")
  void twentyThousandMutationsEndInAGraphOrInOneLine() throws IOException {
    fuzz(20_000, SEED + 1);
  }

  private static void fuzz(int mutations, long seed) throws IOException {
    List<byte[]> models = models();
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int i = 0; i < mutations; i++) {
      byte[] model = models.get(random.nextInt(models.size()));
      byte[] mutated = Mutation.of(model, models, random);
      long start = System.nanoTime();
      long allocated = allocated();
      try {
        OnnxReader.read(mutated, "fuzzed.onnx");
      } catch (UserError e) {
        refused++;
        requireOneLine(String.valueOf(e.getMessage()), i);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("mutation %d of seed %d escapes".formatted(i, seed), e);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("time of mutation %d", i)
          .isLessThan(LONGEST);
      assertThat(allocated() - allocated).as("bytes of mutation %d", i).isLessThan(MOST_BYTES);
    }
    System.out.printf("fuzz: %d mutations, %d refused%n", mutations, refused);
    assertThat(refused).isGreaterThan(mutations / 4);
  }

  private static void requireOneLine(String message, int mutation) {
    assertThat(message).as("mutation %d", mutation).hasSizeLessThan(400).startsWith("fuzzed.onnx");
    assertThat(message.chars().noneMatch(Character::isISOControl)).as(message).isTrue();
  }

  /** Small real models, and parts of the light ones. */
  private static List<byte[]> models() throws IOException {
    List<byte[]> models = new ArrayList<>();
    List<Path> node = TestModels.conformance("node", "simple");
    for (int i = 0; i < node.size(); i += 7) {
      models.add(Files.readAllBytes(node.get(i)));
    }
    for (Path light : TestModels.shared("onnx-light")) {
      if (Files.size(light) < 100_000) {
        models.add(Files.readAllBytes(light));
      }
    }
    models.add(Files.readAllBytes(TestModels.shared("mlperf-tiny", "kws_ref_model_qdq.onnx")));
    return models;
  }

  /** Ways in which files are damaged, or made to do damage. */
  private static final class Mutation {
    private static final byte[] HUGE =
        new WireWriter().integer(1, 1L << 62).integer(1, Long.MAX_VALUE).toByteArray();

    static byte[] of(byte[] model, List<byte[]> others, SplittableRandom random) {
      byte[] mutated = model.clone();
      int rounds = 1 + random.nextInt(3);
      for (int round = 0; round < rounds && mutated.length > 0; round++) {
        int at = random.nextInt(mutated.length);
        switch (random.nextInt(8)) {
          case 0 -> mutated = Arrays.copyOf(mutated, at);
          case 1, 2 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
          case 3 -> mutated[at] = (byte) random.nextInt(256);
          case 4 -> mutated[at] = (byte) 0xff;
          case 5 -> mutated = splice(mutated, at, HUGE, 0, HUGE.length);
          case 6 -> {
            byte[] other = others.get(random.nextInt(others.size()));
            int from = random.nextInt(other.length);
            int length = Math.min(other.length - from, 1 + random.nextInt(200));
            mutated = splice(mutated, at, other, from, length);
          }
          default -> {
            int length = Math.min(mutated.length - at, 1 + random.nextInt(50));
            byte[] shorter = new byte[mutated.length - length];
            System.arraycopy(mutated, 0, shorter, 0, at);
            System.arraycopy(mutated, at + length, shorter, at, shorter.length - at);
            mutated = shorter;
          }
        }
      }
      return mutated;
    }

    private static byte[] splice(byte[] into, int at, byte[] what, int from, int length) {
      byte[] spliced = new byte[into.length + length];
      System.arraycopy(into, 0, spliced, 0, at);
      System.arraycopy(what, from, spliced, at, length);
      System.arraycopy(into, at, spliced, at + length, into.length - at);
      return spliced;
    }
  }
}
