package dev.ridgeline.core.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

  @Test
  void refusesASequenceThatTheModelDoesNotTake() {
    assertThatThrownBy(() -> Zoo.build("resnet50", ZooOptions.standard().withSequence(64)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "model 'resnet50' reads 3x224x224 and takes no --sequence; leave it out, or choose"
                + " one of bert_base, minilm_l6_h384, minilm_l12_h384");
    for (int tokens : new int[] {0, 513}) {
      assertThatThrownBy(() -> Zoo.build("bert_base", ZooOptions.standard().withSequence(tokens)))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "--sequence "
                  + tokens
                  + " is not allowed for model 'bert_base'; give 1 to 512 tokens");
    }
  }

  @Test
  void bertReadsTheChosenSequence() {
    Graph graph = Zoo.build("bert_base", ZooOptions.standard().withSequence(17));
    assertThat(graph.inputs()).containsExactly("input_ids", "attention_mask", "token_type_ids");
    assertThat(graph.outputs())
        .map(graph::type)
        .map(TensorType::toString)
        .containsExactly("f32[Nx17x768]", "f32[Nx768]");
    assertThat(constant(graph, "encoder.layer.0.attention.self.query.weight").type().shape())
        .isEqualTo(Shape.of(768, 768));
    assertThat(constant(graph, "encoder.layer.11.intermediate.dense.weight").type().shape())
        .isEqualTo(Shape.of(768, 3072));
  }

  /** Zhang et al. 2017: weights with batch normalisation folded away, 9.82 M and 28.3 M MACs. */
  @ParameterizedTest
  @CsvSource({
    "ds_cnn_s, 22604, 2656768",
    "ds_cnn_m, 135032, 9816384",
    "ds_cnn_l, 410700, 28327812"
  })
  void keywordSpottersHaveThePublishedSizeOnceFolded(String name, long folded, long macs) {
    Graph graph = Zoo.build(name);
    long norms =
        graph.constants().entrySet().stream()
            .filter(entry -> entry.getKey().contains(".norm."))
            .filter(entry -> entry.getValue().role() == Constant.Role.PARAMETER)
            .mapToLong(entry -> entry.getValue().elements())
            .sum();
    assertThat(graph.parameters() - norms).isEqualTo(folded);
    long counted =
        CostAnalysis.of(Specialise.symbols(graph, Map.of("N", 1L))).forward().work().macs();
    assertThat(counted).isEqualTo(macs);
  }

  static List<String> names() {
    return Zoo.models().stream().map(ZooModel::name).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyModelIsWholeAndLazy(String name) {
    Graph graph = Zoo.build(name);
    Set<String> read =
        graph.nodes().stream().flatMap(node -> node.inputs().stream()).collect(Collectors.toSet());
    assertThat(read).containsAll(graph.constants().keySet()).containsAll(graph.inputs());
    assertThat(graph.constants().values())
        .filteredOn(constant -> constant.role() != Constant.Role.LITERAL)
        .allSatisfy(constant ->
            assertThat(constant.data())
                .isInstanceOfAny(ConstantData.Seeded.class, ConstantData.Filled.class));
    Graph batch4 = Specialise.symbols(graph, Map.of("N", 4L));
    assertThat(batch4.types().values()).allMatch(TensorType::isKnown);
    assertThat(batch4.type(graph.outputs().getLast()).shape().dim(0).size()).isEqualTo(4);
  }
}
