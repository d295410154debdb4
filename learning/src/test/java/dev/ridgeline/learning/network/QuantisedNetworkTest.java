package dev.ridgeline.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.number.Minifloat;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.engine.interpreter.Interpreter;
import dev.ridgeline.formats.onnx.OnnxReader;
import dev.ridgeline.formats.onnx.OnnxWriter;
import dev.ridgeline.learning.quantise.Calibration;
import dev.ridgeline.learning.quantise.Grid;
import dev.ridgeline.learning.quantise.Levels;
import dev.ridgeline.learning.quantise.WeightNumbers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class QuantisedNetworkTest {
  private static final int IMAGES = 8;
  private static final int SIZE = 490;

  @TempDir Path folder;

  private static float[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private static QuantisedNetwork quantised(int bits, QuantisedNetwork.Steps steps) {
    QuantisedNetwork network =
        QuantisedNetwork.of(
            Zoo.build("ds_cnn_s"),
            IMAGES,
            new WeightNumbers.Integers(bits),
            OptionalInt.of(bits),
            steps);
    network.calibrate(random(IMAGES * SIZE, 1), IMAGES, Calibration.MSE);
    return network;
  }

  private static float[] targets() {
    float[] targets = new float[IMAGES * 12];
    for (int image = 0; image < IMAGES; image++) {
      targets[image * 12 + image % 12] = 1;
    }
    return targets;
  }

  /** The interpreter runs the file by ONNX's definitions of its quantisers. */
  @ParameterizedTest
  @CsvSource({"8", "4", "2"})
  void theSavedFileDoesWhatTheNetworkDoes(int bits) {
    QuantisedNetwork network = quantised(bits, QuantisedNetwork.Steps.LEARNED);
    Path file = folder.resolve("q.onnx");
    OnnxWriter.write(network.saved(), file);
    Graph saved = OnnxReader.read(file);
    float[] features = random(IMAGES * SIZE, 2);
    float[] ours = network.network().probabilities(features, IMAGES);
    try (Interpreter judge = Interpreter.of(saved, 1)) {
      Tensor y =
          Objects.requireNonNull(
              judge
                  .run(Map.of(saved.inputs().getFirst(), Tensor.of(features, IMAGES, 1, 49, 10)))
                  .get(saved.outputs().getFirst()));
      int far = 0;
      for (int i = 0; i < ours.length; i++) {
        far += Math.abs(ours[i] - y.floatAt(i)) > 0.02 ? 1 : 0;
      }
      // A sum in another order can fall on the other side of a tie.
      assertThat(far).isLessThanOrEqualTo(ours.length / 20);
    }
  }

  @ParameterizedTest
  @EnumSource(QuantisedNetwork.Steps.class)
  void trainingChangesMastersAndRoundingNeverWritesThem(QuantisedNetwork.Steps steps) {
    QuantisedNetwork network = quantised(3, steps);
    Network net = network.network();
    float[][] before =
        net.parameters().stream().map(p -> p.value().clone()).toArray(float[][]::new);
    net.gradient(random(IMAGES * SIZE, 3), targets(), IMAGES);
    net.probabilities(random(IMAGES * SIZE, 4), IMAGES);
    network.saved();
    for (int i = 0; i < before.length; i++) {
      assertThat(net.parameters().get(i).value()).isEqualTo(before[i]);
    }
    new Optimiser(net, Optimiser.Method.ADAM, 0).step(1e-4);
    Parameter master = net.parameters().getFirst();
    float[] moved = master.value();
    int off = 0;
    for (int i = 0; i < moved.length; i++) {
      assertThat(moved[i]).isCloseTo(before[0][i], within(1.1e-4f));
      off += moved[i] == before[0][i] ? 0 : 1;
    }
    assertThat(off).as("steps far smaller than a level are kept").isGreaterThan(moved.length / 2);
  }

  /**
   * A layer y = w x alone: the slope of a rounded weight is that of the definition, straight
   * through inside the ends and 0 outside; that of the step is a difference of the loss where
   * rounding does not jump.
   */
  @Test
  void gradientsOfWeightsAndStepsAreThoseOfTheDefinition() {
    float[] w = {0.31f, -0.77f, 2.4f, -3f};
    Parameter master = Parameter.of("w", w, new int[] {0, 1, 2, 3}, true);
    Parameter bias = Parameter.of("b", new float[1], new int[1], false);
    Blob x = new Blob(1, 1, 1, 4);
    Blob y = new Blob(1, 1, 1, 1);
    QuantisedWeights layer =
        new QuantisedWeights(
            master,
            bias,
            new WeightNumbers.Integers(3),
            true,
            used -> new ConvLayer(x, y, new WindowSizes(1, 1, 1, 1, 0, 0), used, bias, true, 1));
    float step = 0.5f;
    Parameter logStep = layer.parameters().getLast();
    logStep.value()[0] = (float) Math.log(step);
    float[] inputs = {1, 2, -1.5f, 0.5f};
    System.arraycopy(inputs, 0, x.data, 0, 4);
    layer.forward(1, true);
    // 3 bits: -3 to 3; 0.62 -> 1, -1.54 -> -2, 4.8 and -6 are outside.
    assertThat(y.data[0]).isCloseTo(0.5f * (1 - 4 - 4.5f - 1.5f), within(1e-6f));
    y.gradient[0] = 1;
    layer.backward(1);
    assertThat(master.gradient()).containsExactly(1, 2, 0, 0);
    double expected = step * (1 * (1 - 0.62) + 2 * (-2 + 1.54) - 1.5 * 3 + 0.5 * -3);
    assertThat((double) logStep.gradient()[0]).isCloseTo(expected, within(1e-5));
    // Straight through, d used / d s leaves out w / s: with it, the difference of the loss.
    double whole = y.data[0];
    logStep.value()[0] += 1e-3f;
    layer.forward(1, true);
    double difference = (y.data[0] - whole) / 1e-3;
    double passed = 1 * 0.31 - 2 * 0.77;
    assertThat(difference).isCloseTo(expected + passed, within(5e-3));
  }

  @Test
  void gradientsOfValuesAreThoseOfTheDefinition() {
    Blob x = new Blob(1, 1, 1, 3);
    Blob y = new Blob(1, 1, 1, 3);
    QuantisedValue value =
        new QuantisedValue("v", x, y, Levels.ofActivations(2), QuantisedValue.Ranges.LEARNED, 1);
    x.data[0] = 3;
    value.forward(1, false);
    value.calibrate(Calibration.MIN_MAX);
    assertThat(value.grid()).isEqualTo(new Grid(1, -2, new Levels(-2, 1)));
    x.data[0] = 1.3f;
    x.data[1] = 7;
    x.data[2] = -1;
    value.forward(1, true);
    assertThat(y.data).containsExactly(1, 3, 0);
    java.util.Arrays.fill(y.gradient, 1);
    value.backward(1);
    assertThat(x.gradient).containsExactly(1, 0, 0);
    assertThat(value.parameters().getFirst().gradient()[0]).isCloseTo(1 - 1.3f + 3, within(1e-5f));
  }

  @Test
  void movingRangesFollowTheBatchesUntilTheyAreFrozen() {
    Blob x = new Blob(1, 1, 1, 1);
    Blob y = new Blob(1, 1, 1, 1);
    QuantisedValue value =
        new QuantisedValue("v", x, y, Levels.ofActivations(8), QuantisedValue.Ranges.MOVING, 1);
    x.data[0] = 1;
    value.forward(1, false);
    value.calibrate(Calibration.MIN_MAX);
    x.data[0] = 11;
    value.forward(1, true);
    assertThat(value.grid().most()).isCloseTo(2, within(0.02f));
    value.forward(1, false);
    assertThat(value.grid().most()).as("not when it is tested").isCloseTo(2, within(0.02f));
    value.freeze();
    value.forward(1, true);
    assertThat(value.grid().most()).isCloseTo(2, within(0.02f));
  }

  @Test
  void minifloatWeightsAreNumbersOfTheFormatTimesTheScale() {
    QuantisedNetwork network =
        QuantisedNetwork.of(
            Zoo.build("tiny_conv"),
            2,
            new WeightNumbers.Floats(Minifloat.F8E4M3FN),
            OptionalInt.empty(),
            QuantisedNetwork.Steps.LEARNED);
    Graph saved = network.saved();
    float[] weights =
        Objects.requireNonNull(saved.constants().get("conv.weight")).tensor().floats(0, 80);
    float largest = 0;
    for (float w : weights) {
      largest = Math.max(largest, Math.abs(w));
    }
    assertThat(network.packedBytes()).isEqualTo(16_640 + 2 * 4 * 12);
    for (float w : weights) {
      double scaled = w / (largest / 448);
      assertThat(Minifloat.F8E4M3FN.round(scaled, Minifloat.Overflow.SATURATE))
          .isCloseTo(scaled, within(1e-4 * Math.abs(scaled) + 1e-9));
    }
  }

  @Test
  void packsTwoBitWeightsFourToAByte() {
    // 21,696 weights, 9 layers' 588 channels with a scale and a bias each, 11 grids.
    QuantisedNetwork network = quantised(2, QuantisedNetwork.Steps.LEARNED);
    long weights = 64 * 40 + 4 * (64 * 9 + 64 * 64) + 12 * 64;
    long channels = 64 + 8 * 64 + 12;
    assertThat(network.packedBytes()).isEqualTo(weights / 4 + channels * 8 + 12 * 5);
  }
}
