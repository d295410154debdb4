package dev.ridgeline.app.convert;

import dev.ridgeline.app.bench.IndexBounds;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelFormat;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.engine.convert.IntegerOnnx;
import dev.ridgeline.engine.convert.TfliteForm;
import dev.ridgeline.engine.interpreter.Interpreter;
import dev.ridgeline.formats.onnx.OnnxReader;
import dev.ridgeline.formats.onnx.OnnxWriter;
import dev.ridgeline.formats.tflite.TfliteReader;
import dev.ridgeline.formats.tflite.TfliteWriter;
import dev.ridgeline.measure.latency.RandomInputs;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Converts one file into another and runs both sides on the same inputs before it is kept. */
final class Conversion {
  /** Unit roundoffs of the largest magnitude that f32 outputs may differ by. */
  static final double MOST_ROUNDOFFS = 4096;

  private final Path from;
  private final Path to;
  private final Target target;
  private final long seed;
  private final int runs;

  private Conversion(Path from, Path to, long seed, int runs) {
    this.from = from;
    this.to = to;
    this.target = Target.of(to);
    this.seed = seed;
    this.runs = runs;
  }

  /**
   * Converts and verifies.
   *
   * @param from a file, or where there is none of that name, a model of the zoo
   * @param weights trained weights for a model of the zoo, null for none
   * @param runs how many seeded inputs both sides are run on
   * @throws UserError if the model has no form in the other format, the two sides differ by more
   *     than rounding explains, or a file cannot be read or written
   */
  static ConversionResult run(
      Path from, @Nullable Path weights, Path to, long seed, int runs, Consumer<String> progress) {
    if (from.toAbsolutePath().normalize().equals(to.toAbsolutePath().normalize())) {
      throw new UserError(
          "'%s' is both the model and the file to write; name another file".formatted(from));
    }
    return new Conversion(from, to, seed, runs).result(source(from, weights), progress);
  }

  private static Graph source(Path from, @Nullable Path weights) {
    String given = from.toString();
    boolean named =
        !Files.exists(from) && Zoo.models().stream().anyMatch(model -> model.name().equals(given));
    if (named || weights != null) {
      return ModelArgument.resolve(given, OptionalInt.empty(), ModelSources.standard())
          .withWeights(weights)
          .graph();
    }
    return ModelFormat.read(from);
  }

  private ConversionResult result(Graph source, Consumer<String> progress) {
    boolean copied = ModelFormat.isTflite(from) && target.isTflite();
    progress.accept("converting " + source.name());
    TfliteForm form = new TfliteForm(source, Map.of(), 0);
    byte[] bytes;
    if (copied) {
      bytes = read();
    } else if (target.isTflite()) {
      form = TfliteForm.of(single(source));
      bytes = TfliteWriter.bytes(form.graph());
    } else {
      bytes = onnx(source);
    }
    progress.accept("running both sides");
    List<ConversionResult.Output> outputs = verify(source, form, bytes);
    write(bytes);
    return new ConversionResult(
        from.toString(),
        to.toString(),
        bytes.length,
        form.graph().nodes().size(),
        form.transposes(),
        form.orders(),
        seed,
        runs,
        outputs);
  }

  private byte[] read() {
    try {
      return Files.readAllBytes(from);
    } catch (IOException e) {
      throw new UserError("cannot read '" + from + "': " + e.getMessage(), e);
    }
  }

  /** The model with a batch of one where it leaves the batch open. */
  static Graph single(Graph graph) {
    Map<String, Long> ones = new HashMap<>();
    for (String input : graph.inputs()) {
      if (!graph.type(input).shape().ranked()) {
        throw new UserError(
            "input '%s' of '%s' has no known rank; give the model input shapes"
                .formatted(input, graph.name()));
      }
      for (Dim dim : graph.type(input).shape().dims()) {
        if (dim instanceof Dim.Symbol(String name)) {
          ones.put(name, 1L);
        }
      }
    }
    return ones.isEmpty() ? graph : Specialise.symbols(graph, ones);
  }

  /** The bytes of an ONNX file, by way of one beside the target that is taken away again. */
  private byte[] onnx(Graph source) {
    boolean integers = source.nodes().stream().anyMatch(n -> n.op() instanceof IntegerOp);
    Graph written = integers ? IntegerOnnx.apply(source) : source;
    try {
      Path folder = Files.createTempDirectory("ridgeline-convert");
      Path file = folder.resolve("model.onnx");
      try {
        OnnxWriter.write(written, file);
        return Files.readAllBytes(file);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UserError("cannot write a temporary file: " + e.getMessage(), e);
    }
  }

  private void write(byte[] bytes) {
    String name = from.getFileName() + "";
    switch (target) {
      case ONNX, TFLITE -> AtomicFile.write(to, out -> out.write(bytes));
      case HEADER -> AtomicFile.write(to, CArray.of(bytes, name, true));
      case SOURCE -> AtomicFile.write(to, CArray.of(bytes, name, false));
    }
  }

  private List<ConversionResult.Output> verify(Graph source, TfliteForm form, byte[] bytes) {
    Graph left = single(source);
    String name = to.getFileName() + "";
    Graph right =
        single(target.isTflite() ? TfliteReader.read(bytes, name) : OnnxReader.read(bytes, name));
    List<OutputDifference> worst = new ArrayList<>();
    left.outputs().forEach(output -> worst.add(new OutputDifference(output)));
    try (Interpreter before = Interpreter.of(left, 1);
        Interpreter after = Interpreter.of(right, 1)) {
      for (int run = 0; run < runs; run++) {
        Map<String, Tensor> inputs = inputs(left, seed + run);
        Map<String, Tensor> wanted = before.run(inputs);
        Map<String, Tensor> turned = new LinkedHashMap<>();
        for (int i = 0; i < left.inputs().size(); i++) {
          Tensor x = Objects.requireNonNull(inputs.get(left.inputs().get(i)));
          turned.put(right.inputs().get(i), ordered(x, form.orders().get(left.inputs().get(i))));
        }
        Map<String, Tensor> given = after.run(turned);
        for (int i = 0; i < worst.size(); i++) {
          String output = left.outputs().get(i);
          Tensor want = Objects.requireNonNull(wanted.get(output));
          Tensor got = Objects.requireNonNull(given.get(right.outputs().get(i)));
          worst.get(i).add(ordered(want, form.orders().get(output)), got);
        }
      }
    }
    List<ConversionResult.Output> outputs = worst.stream().map(OutputDifference::result).toList();
    for (ConversionResult.Output output : outputs) {
      if (output.type().startsWith("f32") && !(output.roundoffs() <= MOST_ROUNDOFFS)) {
        throw new UserError(
            "output '%s' of the converted model differs by %.3g unit roundoffs where %.0f are allowed; '%s' was not written"
                .formatted(output.name(), output.roundoffs(), MOST_ROUNDOFFS, to));
      }
    }
    return outputs;
  }

  private static Map<String, Tensor> inputs(Graph graph, long seed) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    graph.inputs().forEach(input -> types.put(input, graph.type(input)));
    return RandomInputs.of(types, IndexBounds.of(graph), seed);
  }

  /** The elements in another order of axes. */
  static Tensor ordered(Tensor tensor, @Nullable List<Integer> order) {
    if (order == null) {
      return tensor;
    }
    byte[] bytes = tensor.data().toArray(ValueLayout.JAVA_BYTE);
    Constant constant =
        new Constant(tensor.type(), Constant.Role.LITERAL, new ConstantData.Bytes(bytes));
    return TfliteForm.ordered(constant, order).tensor();
  }
}
