package dev.ridgeline.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes what was read of the ONNX backend's node tests, runs it in ONNX Runtime on the tests'
 * inputs and compares with the tests' outputs.
 */
@Tag("conformance")
class OnnxWriterConformanceTest {
  @TempDir private Path folder;

  @Test
  void writtenModelsGiveTheOutputsOfTheTests() throws IOException {
    List<String> others = new ArrayList<>();
    int same = 0;
    int outside = 0;
    for (Path model : TestModels.conformance("node")) {
      String name = model.getName(model.getNameCount() - 2).toString();
      String verdict = verdict(model);
      switch (verdict) {
        case "same" -> same++;
        case "outside" -> outside++;
        default -> others.add(name + ": " + verdict);
      }
    }
    others.addFirst(
        "the same: " + same + ", with inputs or outputs that cannot be bound: " + outside);
    Golden.check("written-and-run.txt", others);
    assertThat(same).isGreaterThan(700);
  }

  private String verdict(Path model) throws IOException {
    try {
      Optional<Map<String, Tensor>> inputs = tensors(model, "input");
      Optional<Map<String, Tensor>> expected = tensors(model, "output");
      if (inputs.isEmpty() || expected.isEmpty()) {
        return "outside";
      }
      Path written = folder.resolve("model.onnx");
      OnnxWriter.write(OnnxReader.read(model), written);
      try {
        List<Tensor> ours = Ort.run(written, inputs.get());
        return Ort.close(ours, List.copyOf(expected.get().values()))
            ? "same"
            : "other values" + original(model, inputs.get(), expected.get());
      } catch (OrtException e) {
        return "ONNX Runtime refuses it" + original(model, inputs.get(), expected.get());
      }
    } catch (Ort.Unbindable e) {
      return "outside";
    } catch (UserError e) {
      return "not written: " + e.getMessage();
    }
  }

  private static String original(
      Path model, Map<String, Tensor> inputs, Map<String, Tensor> expected) {
    try {
      List<Tensor> theirs = Ort.run(model, inputs);
      return Ort.close(theirs, List.copyOf(expected.values())) ? "" : ", the original too";
    } catch (OrtException | Ort.Unbindable e) {
      return ", the original too";
    }
  }

  /** The tensors of a test; nothing when one of them is a sequence, an optional or of strings. */
  private static Optional<Map<String, Tensor>> tensors(Path model, String kind) throws IOException {
    OnnxGraph graph = OnnxModel.parse(WireReader.of(Span.of(Files.readAllBytes(model)))).graph();
    List<OnnxValueInfo> values = kind.equals("input") ? graph.inputs() : graph.outputs();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      Path data = model.resolveSibling("test_data_set_0/" + kind + "_" + i + ".pb");
      DType dtype = values.get(i).type().dtype();
      if (dtype == DType.NON_TENSOR || dtype == DType.STRING || !Files.exists(data)) {
        return Optional.empty();
      }
      OnnxTensor tensor = OnnxTensor.parse(WireReader.of(Span.of(Files.readAllBytes(data))));
      tensors.put(
          values.get(i).name(), new TensorConstants(Optional.empty()).constant(tensor).tensor());
    }
    return Optional.of(tensors);
  }

  @Test
  void writtenModelsAreReadAgainAsTheyWere() {
    List<String> changed = new ArrayList<>();
    for (Path model : TestModels.conformance("node", "simple", "pytorch-converted")) {
      Graph first = OnnxReader.read(model);
      Path written = folder.resolve(model.getFileName());
      try {
        OnnxWriter.write(first, written);
      } catch (UserError e) {
        changed.add(model + ": " + e.getMessage());
        continue;
      }
      Graph second = OnnxReader.read(written);
      if (!Structure.of(first).equals(Structure.of(second))) {
        changed.add(model.toString() + Structure.of(first) + Structure.of(second));
      }
    }
    assertThat(changed).isEmpty();
  }
}
