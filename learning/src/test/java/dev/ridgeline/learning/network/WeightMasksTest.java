package dev.ridgeline.learning.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.learning.prune.Norm;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WeightMasksTest {
  private static Network network() {
    return Network.of(Zoo.build("tiny_conv"), 4);
  }

  private static void step(Network network, Optimiser optimiser) {
    float[] features = new float[4 * 1960];
    float[] targets = new float[16];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) Math.sin(i);
    }
    for (int i = 0; i < 4; i++) {
      targets[i * 4 + i] = 1;
    }
    network.gradient(features, targets, 4);
    optimiser.step(1e-2);
  }

  @Test
  void prunedWeightsDoNotGrowBackAndTheNetworkItselfIsTrained() {
    Network network = network();
    Optimiser optimiser = new Optimiser(network, Optimiser.Method.ADAM, 0);
    step(network, optimiser); // moments that would move weights on
    WeightMasks masks = WeightMasks.of(network);
    masks.prune(0.8, WeightMasks.Scope.GLOBAL, Norm.L2);
    long zeros = masks.zeros();
    assertThat(zeros).isEqualTo(Math.round(0.8 * 16_640));
    float[] before = network.parameters().getFirst().value().clone();
    for (int i = 0; i < 3; i++) {
      step(network, optimiser);
      masks.apply();
    }
    assertThat(masks.zeros()).isEqualTo(zeros);
    float[] after = network.parameters().getFirst().value();
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i] == 0).isEqualTo(before[i] == 0);
    }
    assertThat(after).isNotEqualTo(before);
    float[] saved =
        Objects.requireNonNull(network.trained().constants().get("conv.weight"))
            .tensor()
            .floats(0, 640);
    assertThat(saved).isEqualTo(network.parameters().getFirst().stored());
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void theSmallestOfALayerGo(Norm norm) {
    Network network = network();
    float[] before = network.parameters().getFirst().value().clone();
    WeightMasks masks = WeightMasks.of(network);
    masks.prune(0.25, WeightMasks.Scope.LAYER, norm);
    float[] after = network.parameters().getFirst().value();
    double largestGone = 0;
    double smallestKept = Double.MAX_VALUE;
    int gone = 0;
    for (int i = 0; i < before.length; i++) {
      if (after[i] == 0) {
        gone++;
        largestGone = Math.max(largestGone, Math.abs(before[i]));
      } else {
        smallestKept = Math.min(smallestKept, Math.abs(before[i]));
      }
    }
    assertThat(gone).isEqualTo(160);
    assertThat(largestGone).isLessThanOrEqualTo(smallestKept);
  }

  @Test
  void gradualPruningKeepsWhatIsPruned() {
    Network network = network();
    WeightMasks masks = WeightMasks.of(network);
    masks.prune(0.3, WeightMasks.Scope.GLOBAL, Norm.L1);
    boolean[] gone = new boolean[640];
    for (int i = 0; i < gone.length; i++) {
      gone[i] = network.parameters().getFirst().value()[i] == 0;
    }
    masks.prune(0.6, WeightMasks.Scope.GLOBAL, Norm.L1);
    for (int i = 0; i < gone.length; i++) {
      assertThat(!gone[i] || network.parameters().getFirst().value()[i] == 0).isTrue();
    }
    assertThat(masks.zeros()).isEqualTo(Math.round(0.6 * masks.weights()));
  }
}
