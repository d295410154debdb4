package dev.ridgeline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.core.zoo.ZooModel;
import dev.ridgeline.engine.rewrite.Rewriting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which nodes of the zoo's networks are handed to the interpreter; nothing is compiled here. */
final class ZooPlansTest {
  static List<String> zoo() {
    return Zoo.models().stream().map(ZooModel::name).toList();
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void noNodeIsHandedOver(String name) {
    Graph graph = Specialise.symbols(Zoo.build(name), Map.of("N", 1L));
    assertThat(Planner.obstacle(graph)).isEmpty();
    assertThat(Planner.plan(Rewriting.of(graph)).interpreted()).isEmpty();
  }
}
