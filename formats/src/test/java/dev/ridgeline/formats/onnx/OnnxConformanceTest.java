package dev.ridgeline.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.shape.ShapeInference;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reads every model of the ONNX backend tests and holds our types to those that they declare. */
@Tag("conformance")
class OnnxConformanceTest {

  private static final String[] FOLDERS = {
    "node", "simple", "pytorch-converted", "pytorch-operator"
  };

  @Test
  void everyModelIsRead() {
    List<String> failures = new ArrayList<>();
    List<Path> models = TestModels.conformance(FOLDERS);
    for (Path model : models) {
      try {
        OnnxReader.read(model);
      } catch (UserError e) {
        failures.add(label(model) + ": " + e.getMessage());
      }
    }
    assertThat(failures).isEmpty();
    assertThat(models).hasSizeGreaterThanOrEqualTo(1063);
  }

  @Test
  void inferredOutputTypesAreThoseTheModelsDeclare() throws IOException {
    List<String> contradictions = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Path model : TestModels.conformance(FOLDERS)) {
      Graph graph = withIntegerInputs(model, OnnxReader.read(model));
      Graph bare = ShapeInference.infer(graph.withTypes(onlyInputs(graph)));
      if (graph.nodes().stream().anyMatch(n -> n.op() instanceof Opaque)) {
        continue;
      }
      for (OnnxValueInfo output : declaredOutputs(model)) {
        TensorType ours = bare.type(output.name());
        if (contradicts(ours, output.type())) {
          contradictions.add(
              label(model) + ": " + output.name() + " " + ours + " but " + output.type());
        } else if (knowsLess(ours, output.type())) {
          unknown.add(label(model) + ": " + ours + " for " + output.type());
        }
      }
    }
    assertThat(contradictions).isEmpty();
    Golden.check("outputs-known-less-than-declared.txt", unknown);
  }

  @Test
  void opaqueOperatorsAreTheListedOnes() throws IOException {
    Map<String, Integer> byReason = new TreeMap<>();
    int models = 0;
    for (Path model : TestModels.conformance(FOLDERS)) {
      Graph graph = OnnxReader.read(model);
      boolean any = false;
      for (Node node : graph.nodes()) {
        if (node.op() instanceof Opaque opaque) {
          byReason.merge(opaque.label() + ": " + opaque.reason(), 1, Integer::sum);
          any = true;
        }
      }
      models += any ? 1 : 0;
    }
    List<String> lines = new ArrayList<>();
    lines.add("models with opaque nodes: " + models);
    byReason.forEach((reason, n) -> lines.add(n + " " + reason));
    Golden.check("opaque-operators.txt", lines);
  }

  /**
   * The graph with its small inputs made constants of the values in the test data: shapes, axes and
   * pads are inputs in these models, and without their values nothing could be inferred.
   */
  private static Graph withIntegerInputs(Path model, Graph graph) throws IOException {
    Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      String input = graph.inputs().get(i);
      Path data = model.resolveSibling("test_data_set_0/input_" + i + ".pb");
      boolean whole = i > 0 || graph.type(input).dtype().isInteger();
      if (!whole
          || !Files.exists(data)
          || graph.type(input).dtype() == DType.NON_TENSOR
          || graph.type(input).dtype() == DType.STRING) {
        inputs.add(input);
        continue;
      }
      OnnxTensor tensor = OnnxTensor.parse(WireReader.of(Span.of(Files.readAllBytes(data))));
      constants.put(input, new TensorConstants(Optional.empty()).constant(tensor));
    }
    return new Graph(
        graph.name(), inputs, graph.nodes(), graph.outputs(), constants, graph.types());
  }

  private static Map<String, TensorType> onlyInputs(Graph graph) {
    Map<String, TensorType> types = new TreeMap<>();
    graph.inputs().forEach(i -> types.put(i, graph.type(i)));
    return types;
  }

  private static List<OnnxValueInfo> declaredOutputs(Path model) {
    try {
      return OnnxModel.parse(WireReader.of(Span.of(Files.readAllBytes(model)))).graph().outputs();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean contradicts(TensorType ours, TensorType declared) {
    if (declared.dtype() == DType.NON_TENSOR) {
      return false;
    }
    if (ours.dtype() != declared.dtype() && declared.dtype() != DType.UNKNOWN) {
      return true;
    }
    if (!ours.shape().ranked() || !declared.shape().ranked()) {
      return false;
    }
    if (ours.shape().rank() != declared.shape().rank()) {
      return true;
    }
    for (int i = 0; i < ours.shape().rank(); i++) {
      Dim mine = ours.shape().dim(i);
      Dim theirs = declared.shape().dim(i);
      if (mine.isKnown() && theirs.isKnown() && !mine.equals(theirs)) {
        return true;
      }
    }
    return false;
  }

  private static boolean knowsLess(TensorType ours, TensorType declared) {
    return declared.shape().isKnown() && !ours.shape().isKnown();
  }

  private static String label(Path model) {
    int names = model.getNameCount();
    return model.getName(names - 3) + "/" + model.getName(names - 2);
  }
}
