package dev.ridgeline.app.convert;

import dev.ridgeline.app.model.ModelFormat;
import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.engine.convert.TfliteForm;
import dev.ridgeline.engine.interpreter.Interpreter;
import dev.ridgeline.formats.tflite.TfliteReader;
import dev.ridgeline.formats.tflite.TfliteWriter;
import dev.ridgeline.learning.quantise.PostTraining;
import dev.ridgeline.learning.quantise.ValueRanges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Quantises a model file to i8 and compares it with the f32 network on the calibration inputs. */
final class Quantisation {
  private Quantisation() {}

  /**
   * What quantising gave.
   *
   * @param calibrated inputs that ranges were taken from
   * @param floatBytes size of the same network as a TFLite file of f32
   * @param relativeL2 the norm of all differences of outputs over the norm of the f32 outputs, on
   *     the calibration inputs
   * @param sameLargest inputs whose largest element of output 0 stays where it is
   */
  record Result(
      String from,
      String to,
      int calibrated,
      long bytes,
      long floatBytes,
      double relativeL2,
      int sameLargest) {}

  static Result run(
      Path from, Path to, Path folder, boolean integersOnly, Consumer<String> progress) {
    Target target = Target.of(to);
    if (!target.isTflite()) {
      throw new UserError(
          "'%s' is an ONNX file; quantised models are written as .tflite, .h or .cc".formatted(to));
    }
    Graph source = Conversion.single(ModelFormat.read(from));
    TfliteForm form =
        ModelFormat.isTflite(from) ? new TfliteForm(source, Map.of(), 0) : TfliteForm.of(source);
    String input = source.inputs().getFirst();
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    for (Tensor given : CalibrationFiles.read(folder, source)) {
      inputs.add(Map.of(input, Conversion.ordered(given, form.orders().get(input))));
    }
    progress.accept("running the network on %d inputs".formatted(inputs.size()));
    ValueRanges ranges = ValueRanges.of(form.graph(), inputs);
    byte[] bytes = TfliteWriter.bytes(PostTraining.quantise(form.graph(), ranges, integersOnly));
    byte[] compared =
        integersOnly
            ? TfliteWriter.bytes(PostTraining.quantise(form.graph(), ranges, false))
            : bytes;
    long floatBytes = TfliteWriter.bytes(form.graph()).length;
    progress.accept("comparing");
    Result result = compare(form.graph(), TfliteReader.read(compared, "quantised"), inputs);
    String name = from.getFileName() + "";
    switch (target) {
      case TFLITE, ONNX -> AtomicFile.write(to, out -> out.write(bytes));
      case HEADER -> AtomicFile.write(to, CArray.of(bytes, name, true));
      case SOURCE -> AtomicFile.write(to, CArray.of(bytes, name, false));
    }
    return new Result(
        from.toString(),
        to.toString(),
        inputs.size(),
        bytes.length,
        floatBytes,
        result.relativeL2(),
        result.sameLargest());
  }

  private static Result compare(Graph reals, Graph integers, List<Map<String, Tensor>> inputs) {
    double squares = 0;
    double norm = 0;
    int same = 0;
    try (Interpreter before = Interpreter.of(reals, 1);
        Interpreter after = Interpreter.of(integers, 1)) {
      for (Map<String, Tensor> input : inputs) {
        Map<String, Tensor> wanted = before.run(input);
        Map<String, Tensor> given =
            after.run(
                Map.of(
                    integers.inputs().getFirst(),
                    Objects.requireNonNull(input.get(reals.inputs().getFirst()))));
        for (int i = 0; i < reals.outputs().size(); i++) {
          Tensor want = Objects.requireNonNull(wanted.get(reals.outputs().get(i)));
          Tensor got = Objects.requireNonNull(given.get(integers.outputs().get(i)));
          for (long e = 0; e < want.type().shape().elements(); e++) {
            double d = (double) want.floatAt(e) - got.floatAt(e);
            squares += d * d;
            norm += (double) want.floatAt(e) * want.floatAt(e);
          }
          same += i == 0 && largest(want) == largest(got) ? 1 : 0;
        }
      }
    }
    double relative = squares == 0 ? 0 : Math.sqrt(squares / norm);
    return new Result("", "", inputs.size(), 0, 0, relative, same);
  }

  private static long largest(Tensor tensor) {
    long best = 0;
    for (long i = 1; i < tensor.type().shape().elements(); i++) {
      best = tensor.floatAt(i) > tensor.floatAt(best) ? i : best;
    }
    return best;
  }
}
