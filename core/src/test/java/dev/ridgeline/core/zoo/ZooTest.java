package dev.ridgeline.core.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ZooTest {
  private static Constant constant(Graph graph, String name) {
    return Objects.requireNonNull(graph.constants().get(name), name);
  }

  @Test
  void namesTheNearestModelsOfAnUnknownName() {
    assertThatThrownBy(() -> Zoo.find("resnet51"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "no model 'resnet51'; did you mean resnet50, resnet18, resnet34?"
                + " './ridgeline models' lists all");
    assertThatThrownBy(() -> Zoo.build("quux"))
        .isInstanceOf(UserError.class)
        .hasMessage("no model 'quux'; './ridgeline models' lists all");
  }

  @Test
  void listsEachModelWithWhereItComesFrom() {
    assertThat(Zoo.models())
        .isNotEmpty()
        .allSatisfy(model -> assertThat(model.title()).isNotBlank())
        .allSatisfy(model -> assertThat(model.source()).isNotBlank());
    assertThat(Zoo.find("resnet50").family()).isEqualTo("ResNet");
  }

  @Test
  void carriesTheNamesAndShapesOfTheStateDictionary() {
    Graph graph = Zoo.build("resnet50");
    assertThat(graph.constants().keySet())
        .contains(
            "layer1.0.downsample.1.running_mean", "layer3.5.conv3.weight", "fc.weight", "fc.bias");
    assertThat(constant(graph, "layer1.0.conv1.weight").type().shape())
        .isEqualTo(Shape.of(64, 64, 1, 1));
    assertThat(constant(graph, "fc.weight").type().shape()).isEqualTo(Shape.of(1000, 2048));
    assertThat(constant(graph, "bn1.running_var").role()).isEqualTo(Constant.Role.BUFFER);
  }

  @Test
  void theSameNameGivesTheSameWeights() {
    Tensor first = constant(Zoo.build("resnet18"), "layer1.0.conv1.weight").tensor();
    Tensor again = constant(Zoo.build("resnet34"), "layer1.0.conv1.weight").tensor();
    Tensor other = constant(Zoo.build("resnet18"), "layer1.0.conv2.weight").tensor();
    assertThat(first.floatAt(17)).isEqualTo(again.floatAt(17)).isNotEqualTo(other.floatAt(17));
    double bound = Math.sqrt(6.0 / (64 * 9));
    double squares = 0;
    for (long i = 0; i < 64 * 64 * 9; i++) {
      assertThat((double) Math.abs(first.floatAt(i))).isLessThanOrEqualTo(bound);
      squares += (double) first.floatAt(i) * first.floatAt(i);
    }
    // The variance of He's initialisation, 2 / fan in, from 36,864 samples.
    assertThat(squares / (64 * 64 * 9) * (64 * 9)).isBetween(1.95, 2.05);
  }

  @Test
  void inputsHaveASymbolicBatch() {
    Graph graph = Zoo.build("mobilenet_v2");
    assertThat(graph.inputs()).isEqualTo(List.of("input"));
    assertThat(graph.type("input").shape()).hasToString("[Nx3x224x224]");
    assertThat(graph.type(graph.outputs().getFirst()).shape()).hasToString("[Nx1000]");
  }
}
