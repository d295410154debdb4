package dev.ridgeline.learning.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.learning.SharedData;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DigitsTest {
  @TempDir private Path folder;

  private void write(String name, int magic, int[] sizes, int bytes, int value) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(folder.resolve(name))))) {
      out.writeInt(magic);
      for (int size : sizes) {
        out.writeInt(size);
      }
      byte[] content = new byte[bytes];
      java.util.Arrays.fill(content, (byte) value);
      out.write(content);
    }
  }

  private void images(int magic, int[] sizes, int bytes) throws IOException {
    write("train-images-idx3-ubyte.gz", magic, sizes, bytes, 255);
  }

  private void labels(int count, int value) throws IOException {
    write("train-labels-idx1-ubyte.gz", 0x801, new int[] {count}, count, value);
  }

  private void refused(String message) {
    assertThatThrownBy(() -> Digits.train(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  @Test
  void thePublishedSetHasItsCounts() {
    Path mnist = SharedData.file("mnist");
    Digits test = Digits.test(mnist);
    assertThat(test.count()).isEqualTo(10_000);
    // The first test images are a seven, a two, a one and a zero.
    assertThat(test.label(0)).isEqualTo(7);
    assertThat(test.label(1)).isEqualTo(2);
    assertThat(test.label(2)).isEqualTo(1);
    assertThat(test.label(3)).isZero();
    int[] counts = new int[Digits.CLASSES];
    for (int i = 0; i < test.count(); i++) {
      counts[test.label(i)]++;
    }
    assertThat(counts).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
  }

  @Test
  void pixelsAreScaledToMeanAndDeviation() throws IOException {
    images(0x803, new int[] {2, 28, 28}, 2 * 784);
    labels(2, 3);
    Digits digits = Digits.train(folder);
    assertThat(digits.count()).isEqualTo(2);
    assertThat(digits.batch(1, 1)).hasSize(784).containsOnly((float) ((1 - 0.1307) / 0.3081));
    assertThat(digits.part(1, 2).label(0)).isEqualTo(3);
    assertThatThrownBy(() -> digits.part(1, 3))
        .isInstanceOf(UserError.class)
        .hasMessage("a part of 2 images from 1 to before 3; give a range within them");
  }

  @Test
  void damagedFilesAreRefusedInOneLine() throws IOException {
    refused("there is no file");
    refused("name the folder with the four gzipped MNIST files");
    images(0x1803, new int[] {1, 28, 28}, 784);
    refused("does not begin as unsigned bytes of 3 axes do; give the gzipped idx files of MNIST");
    images(0x803, new int[] {-1, 28, 28}, 784);
    refused("claims an axis of 4294967295 elements; 1 to 268435456 bytes are taken in all");
    images(0x803, new int[] {1 << 28, 28, 28}, 784);
    refused("claims an axis of 28 elements");
    images(0x803, new int[] {2, 28, 28}, 784);
    refused("does not hold the 1568 bytes that its head tells");
    images(0x803, new int[] {1, 28, 28}, 785);
    refused("does not hold the 784 bytes that its head tells");
    images(0x803, new int[] {1}, 0);
    refused("ends too early");
    Files.write(folder.resolve("train-images-idx3-ubyte.gz"), new byte[] {1, 2, 3, 4});
    refused("cannot be read: Not in GZIP format");
    images(0x803, new int[] {1, 20, 20}, 400);
    labels(1, 0);
    refused("has images of 20 x 20 pixels; 28 x 28 are taken");
    images(0x803, new int[] {1, 28, 28}, 784);
    labels(2, 0);
    refused("has 2 labels for 1 images; take both files from one set");
    labels(1, 200);
    refused("has a label 200; digits have 0 to 9");
  }
}
