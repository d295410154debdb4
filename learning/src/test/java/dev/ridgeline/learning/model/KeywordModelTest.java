package dev.ridgeline.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Verifier;
import dev.ridgeline.learning.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class KeywordModelTest {
  @ParameterizedTest
  @EnumSource(KeywordModel.class)
  void fitsItsFrontEndAndAnyNumberOfClasses(KeywordModel model) {
    for (int classes : new int[] {3, 12, 35}) {
      Graph graph = model.graph(classes, 1);
      Verifier.verify(graph);
      Network network = Network.of(graph, 2);
      assertThat(network.inputSize()).isEqualTo(model.frontEnd().size());
      assertThat(network.classes()).isEqualTo(classes);
    }
    assertThat(KeywordModel.named(model.label())).isEqualTo(model);
  }

  /** The published size of micro_speech's model. */
  @Test
  void tinyConvHasThePublishedSize() {
    assertThat(KeywordModel.TINYCONV.graph(4, 1).parameters()).isEqualTo(16_652);
  }

  @Test
  void aSeedGivesTheFirstWeights() {
    float[] features = new float[490];
    features[7] = 1;
    assertThat(probabilities(1, features)).isEqualTo(probabilities(1, features));
    assertThat(probabilities(1, features)).isNotEqualTo(probabilities(2, features));
  }

  private static float[] probabilities(long seed, float[] features) {
    return Network.of(KeywordModel.DSCNN_S.graph(12, seed), 1).probabilities(features, 1);
  }

  @Test
  void unknownModelsAreNamed() {
    assertThatThrownBy(() -> KeywordModel.named("resnet"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "no model 'resnet' can be trained; choose one of dscnn-s, dscnn-m, dscnn-l, tinyconv");
  }
}
