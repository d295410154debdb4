package dev.ridgeline.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** On small made sets: a digit d has its bright pixels in rows of its own. */
final class TrainCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @BeforeEach
  void makeDigits() throws IOException {
    write("train", 10_200, 1);
    write("t10k", 600, 2);
  }

  private void write(String part, int count, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] images = new byte[count * 784];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(10);
      for (int p = 0; p < 784; p++) {
        boolean own = p / 56 == labels[i];
        images[i * 784 + p] = (byte) random.nextInt(own ? 256 : 120);
      }
    }
    file(part + "-images-idx3-ubyte.gz", images, 0x803, count, 28, 28);
    file(part + "-labels-idx1-ubyte.gz", labels, 0x801, count);
  }

  private void file(String name, byte[] bytes, int... head) throws IOException {
    try (DataOutputStream to =
        new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(folder.resolve(name))))) {
      for (int number : head) {
        to.writeInt(number);
      }
      to.write(bytes);
    }
  }

  private int run(String line) {
    out.reset();
    err.reset();
    String all = line + " --workspace " + folder.resolve("ws");
    return Launch.run(
        Commands.all(),
        (line.contains("--data") ? all : all + " --data " + folder).split(" "),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private JsonNode json(String line) {
    assertThat(run(line + " --json")).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void trainsAndKeepsWeightsAndCurves() {
    String line =
        "train mnist --hidden 32 --epochs 2 --target jvm --threads 2 --out " + folder.resolve("o");
    JsonNode json = json(line);
    assertThat(json.at("/network").asString()).isEqualTo("784-32-10");
    assertThat(json.at("/parameters").asInt()).isEqualTo(784 * 32 + 32 + 330);
    assertThat(json.at("/curve")).hasSize(2);
    assertThat(json.at("/testAccuracy").asDouble()).isGreaterThan(0.95);
    assertThat(folder.resolve("o/mnist-perceptron.onnx")).isNotEmptyFile();
    assertThat(folder.resolve("o/mnist-training.html")).content().contains("Test error");
    assertThat(folder.resolve("ws/results/train.jsonl")).isNotEmptyFile();
    JsonNode again = json(line);
    assertThat(again.at("/fingerprint")).isEqualTo(json.at("/fingerprint"));
    assertThat(json(line + " --seed 2").at("/fingerprint")).isNotEqualTo(json.at("/fingerprint"));
    assertThat(run(line)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("of 600 test images after");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train cifar|there is no training 'cifar'; it can be mnist",
        "train mnist --optimiser lion|there is no optimiser 'lion'; choose one of sgd, adam",
        "train mnist --rate 0|the rate is 0.0; give a number above 0",
        "train mnist --epochs 0|0 epochs; give 1 to 1000",
        "train mnist --images 0|a batch of 0 images; give 1 to 4096",
        "train mnist --hidden 0|a hidden layer of 0 units; give 1 to 8192",
        "train mnist --threads 0|--threads is 0; give a whole number from 1 to 1024",
        "train mnist --target gpu|the engine has no target 'gpu'; its targets are jvm and c",
        "train mnist --smoothing 1|label smoothing is 1.0; give 0 to below 1, 0 for none",
        "train mnist --data nowhere|there is no file 'nowhere/train-images-idx3-ubyte.gz'",
        "train mnist --rate 1e30 --hidden 8 --target jvm|lower the rate, and see that all inputs are finite",
        "lowrank x.npy --mnist|--mnist trains a perceptron of its own; leave out --perceptron and files",
        "lowrank --mnist --fine-tune -1|--fine-tune is -1 epochs; give 0 to 100",
        "lowrank --mnist --accuracy 100|--accuracy is 100.0 %; give more than 0 and less than 100",
        "lowrank --mnist --ranks 1,2,3,4,5,6,7,8,9,10,11|at most 100 combinations are taken, give fewer with --ranks",
        "lowrank --mnist --ranks 600|rank 600 of layer fc1, 512 x 784; give 0 to 512"
      })
  void mistakesAreOneLine(String line, String message) {
    assertThat(run(line)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).strip()).contains(message);
  }

  @Test
  void lowRanksAreTrainedMeasuredAndChosen() {
    JsonNode json =
        json(
            "lowrank --mnist --hidden 48,32 --epochs 1 --ranks 4,12 --fine-tune 1 --accuracy 50"
                + " --target jvm --threads 1 --out "
                + folder.resolve("o"));
    assertThat(json.at("/points")).hasSize(4);
    assertThat(json.at("/heldOutImages").asInt()).isEqualTo(5000);
    JsonNode point = json.at("/points/0");
    assertThat(point.at("/network").asString()).isEqualTo("784-4-48-4-32-10");
    assertThat(point.at("/compression").asDouble()).isGreaterThan(5);
    assertThat(point.at("/batch1/medianMillis").asDouble()).isPositive();
    assertThat(point.at("/batch256/speedUp").asDouble()).isPositive();
    assertThat(json.at("/whole/compression").asDouble()).isEqualTo(1);
    assertThat(json.at("/chosen")).hasSize(2);
    assertThat(folder.resolve("o/lowrank-mnist.html"))
        .content()
        .contains("Error against size", "Pareto front");
  }
}
