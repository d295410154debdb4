package dev.ridgeline.engine.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.RidgelineEngine;
import dev.ridgeline.formats.onnx.OnnxReader;
import dev.ridgeline.formats.onnx.OnnxTensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the ONNX backend tests and holds the result to docs/conformance.md, where every case that
 * does not pass stands with its reason. When the list differs, the new one is written to
 * target/golden/conformance.md, to be looked at and copied.
 */
@Tag("conformance")
class ConformanceTest {
  /** The tolerance of ONNX's own runner. */
  private static final double RELATIVE = 1e-3;

  private static final double ABSOLUTE = 1e-7;
  private static final List<String> FOLDERS =
      List.of("node", "simple", "pytorch-converted", "pytorch-operator");

  @Test
  void everyCasePassesOrIsListedWithItsReason() throws IOException {
    List<String> lines = new ArrayList<>(HEAD);
    Map<String, Integer> passed = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (String folder : FOLDERS) {
      int count = 0;
      List<Path> cases = TestModels.conformance(folder);
      for (Path one : cases) {
        Verdict verdict = verdict(one, graph -> Interpreter.of(graph, 1));
        String label = folder + "/" + one.getFileName();
        switch (verdict.kind()) {
          case PASSES -> count++;
          case REFUSED -> reasons.add("| " + label + " | " + verdict.reason() + " |");
          case WRONG -> wrong.add(label + ": " + verdict.reason());
        }
      }
      passed.put(folder, count);
      lines.add("| %s | %d | %d |".formatted(folder, cases.size(), count));
    }
    lines.addAll(List.of("", "## Cases that do not pass", "", "| case | reason |", "|---|---|"));
    lines.addAll(reasons);
    assertThat(wrong).isEmpty();
    assertThat(passed.get("node")).isGreaterThanOrEqualTo(700);
    golden(lines);
  }

  /** Kernels of its own, a node handed to the interpreter, or the whole graph: right either way. */
  @Test
  void theCompiledEnginePassesWhatTheInterpreterPasses() {
    EngineOptions options = EngineOptions.jvm(1);
    List<String> wrong = new ArrayList<>();
    int passed = 0;
    for (String folder : FOLDERS) {
      for (Path one : TestModels.conformance(folder)) {
        String label = folder + "/" + one.getFileName();
        Verdict verdict = verdict(one, graph -> RidgelineEngine.of(graph, options));
        if (verdict.kind() == Kind.WRONG) {
          wrong.add(label + ": " + verdict.reason());
        } else if (verdict.kind() == Kind.PASSES) {
          passed++;
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(passed).isGreaterThanOrEqualTo(800);
  }

  private static final List<String> HEAD =
      List.of(
          "# Conformance of the reference interpreter",
          "",
          "Written by `ConformanceTest` of module `engine`; do not edit by hand. The cases are those of",
          "Debian's libonnx-testdata. A case passes when every output has the type and shape of the",
          "published one and its elements lie within 1e-3 relative and 1e-7 absolute (integers and",
          "booleans: exactly).",
          "",
          "| folder | cases | pass |",
          "|---|---|---|");

  private static void golden(List<String> lines) throws IOException {
    Path written = Path.of("target/golden/conformance.md");
    Files.createDirectories(written.getParent());
    Files.write(written, lines);
    Path kept = Path.of("../docs/conformance.md");
    List<String> expected = Files.exists(kept) ? Files.readAllLines(kept) : List.of();
    assertThat(lines).as("docs/conformance.md; the new list is in %s", written).isEqualTo(expected);
  }

  private enum Kind {
    PASSES,
    REFUSED,
    WRONG
  }

  private record Verdict(Kind kind, String reason) {}

  private static Verdict verdict(Path folder, Function<Graph, Executable> engines) {
    try {
      Graph graph = OnnxReader.read(folder.resolve("model.onnx"));
      List<Unsupported> unsupported = Unsupported.in(graph);
      if (!unsupported.isEmpty()) {
        Unsupported first = unsupported.getFirst();
        return new Verdict(Kind.REFUSED, first.operator() + ": " + first.reason());
      }
      String listed = ListedCases.REASONS.get(folder.getFileName().toString());
      if (listed != null) {
        return new Verdict(Kind.REFUSED, listed);
      }
      try (Executable engine = engines.apply(graph)) {
        return run(folder, graph, engine);
      }
    } catch (UserError e) {
      return new Verdict(Kind.WRONG, "refused while it runs: " + e.getMessage());
    } catch (RuntimeException e) {
      return new Verdict(Kind.WRONG, "crashes: " + e + " " + e.getStackTrace()[0]);
    }
  }

  private static Verdict run(Path folder, Graph graph, Executable engine) {
    for (Path set : dataSets(folder)) {
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      for (int i = 0; i < graph.inputs().size(); i++) {
        String name = graph.inputs().get(i);
        Tensor given = read(set.resolve("input_" + i + ".pb"), graph.type(name).dtype());
        if (!fits(given.type().shape(), graph.type(name).shape())) {
          return new Verdict(
              Kind.REFUSED,
              "its model declares %s for an input but its data are %s"
                  .formatted(graph.type(name), given.type()));
        }
        inputs.put(name, given);
      }
      engine.bind(inputs);
      engine.run();
      List<Tensor> outputs = engine.outputs();
      for (int i = 0; i < outputs.size(); i++) {
        DType dtype = outputs.get(i).type().dtype();
        Tensor expected = read(set.resolve("output_" + i + ".pb"), dtype);
        Optional<String> difference = Difference.of(outputs.get(i), expected, RELATIVE, ABSOLUTE);
        if (difference.isPresent()) {
          return new Verdict(Kind.WRONG, "output " + i + ": " + difference.get());
        }
      }
    }
    return new Verdict(Kind.PASSES, "");
  }

  private static boolean fits(Shape given, Shape declared) {
    return !declared.isKnown() || declared.equals(given);
  }

  /** numpy has no bf16: the data of these cases keep its bits as u16. */
  private static Tensor read(Path file, DType wanted) {
    Tensor tensor = OnnxTensorFile.read(file);
    return wanted == DType.BF16 && tensor.type().dtype() == DType.U16
        ? new Tensor(new TensorType(DType.BF16, tensor.type().shape()), tensor.data())
        : tensor;
  }

  private static List<Path> dataSets(Path folder) {
    try (Stream<Path> sets = Files.list(folder)) {
      List<Path> found =
          sets.filter(p -> p.getFileName().toString().startsWith("test_data_set_"))
              .sorted()
              .toList();
      assertThat(found).as("data sets of %s", folder).isNotEmpty();
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
