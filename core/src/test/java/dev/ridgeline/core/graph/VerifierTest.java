package dev.ridgeline.core.graph;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Unary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One broken graph for every message of the verifier. */
final class VerifierTest {
  private static final Unary SELU = new Unary.Selu(1.5f, 1);

  private static Node node(String name, String input, String output) {
    return new Node(name, SELU, List.of(input), List.of(output));
  }

  private static Graph graph(List<String> inputs, String output, Node... nodes) {
    return new Graph("g", inputs, List.of(nodes), List.of(output), Map.of(), Map.of());
  }

  private static void refused(Graph graph, String message) {
    assertThatThrownBy(() -> Verifier.verify(graph))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }

  @Test
  void takesAChain() {
    assertThatCode(() ->
            Verifier.verify(graph(List.of("x"), "z", node("a", "x", "y"), node("b", "y", "z"))))
        .doesNotThrowAnyException();
  }

  @Test
  void nodesHaveNamesOfTheirOwn() {
    refused(
        graph(List.of("x"), "z", node("a", "x", "y"), node("a", "y", "z")),
        "graph 'g' has two nodes named 'a'; node names must be unique");
  }

  @Test
  void outputsAreDefined() {
    refused(
        graph(List.of("x"), "z", node("a", "x", "y")),
        "graph 'g' has output 'z', which nothing defines");
  }

  @Test
  void valuesAreDefinedBeforeTheyAreRead() {
    refused(
        graph(List.of("x"), "z", node("b", "y", "z"), node("a", "x", "y")),
        "graph 'g': node 'b' (" + SELU.label() + ") reads 'y', which nothing defines before it");
  }

  @Test
  void valuesAreDefinedOnce() {
    refused(
        graph(List.of("x"), "x", node("a", "x", "x")),
        "graph 'g' defines value 'x' twice, the second time as output of node 'a'");
    refused(
        graph(List.of("x", "x"), "x"),
        "graph 'g' defines value 'x' twice, the second time as input");
  }

  @Test
  void inputsAndOutputsAreAsManyAsTheOperatorHas() {
    assertThatThrownBy(() ->
            Verifier.verify(
                graph(List.of("x"), "y", new Node("a", SELU, List.of("x", "x"), List.of("y")))))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "graph 'g': node 'a' (" + SELU.label() + ") has inputs [x, x] but takes ");
    assertThatThrownBy(() ->
            Verifier.verify(
                graph(List.of("x"), "y", new Node("a", SELU, List.of("x"), List.of("y", "z")))))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "graph 'g': node 'a' (" + SELU.label() + ") has outputs [y, z] but gives ");
  }

  @Test
  void bodiesAreVerifiedWithTheValuesAroundThem() {
    Graph reads = graph(List.of(), "y", node("inner", "x", "y"));
    Graph broken = graph(List.of(), "w", node("inner", "x", "y"));
    Node sound = new Node("if", new Control.If(reads, reads), List.of("x"), List.of("r"));
    assertThatCode(() -> Verifier.verify(graph(List.of("x"), "r", sound)))
        .doesNotThrowAnyException();
    Node unsound = new Node("if", new Control.If(reads, broken), List.of("x"), List.of("r"));
    refused(graph(List.of("x"), "r", unsound), "graph 'g' has output 'w', which nothing defines");
  }
}
