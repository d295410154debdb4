package dev.ridgeline.app.run;

import dev.ridgeline.app.bench.ModelFiles;
import dev.ridgeline.app.engine.Engine;
import dev.ridgeline.app.engine.EngineModel;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs a model once on one engine or two. */
final class ModelRun {
  private ModelRun() {}

  static RunResult run(
      ModelArgument model,
      Map<String, Tensor> inputs,
      Engine engine,
      Optional<Engine> beside,
      int threads,
      Workspace workspace,
      Consumer<String> progress) {
    try (ModelFiles files = ModelFiles.open(ModelSources.standard())) {
      progress.accept("writing " + model.name());
      Path file = files.file(model);
      Ran ours = on(engine, file, inputs, threads, workspace, progress);
      Optional<Ran> other = beside.map(e -> on(e, file, inputs, threads, workspace, progress));
      List<RunResult.Output> outputs = new ArrayList<>();
      List<String> names = model.graph().outputs();
      requireAll(model, ours, names);
      other.ifPresent(ran -> requireAll(model, ran, names));
      for (int i = 0; i < names.size(); i++) {
        int at = i;
        Tensor tensor = ours.outputs().get(i);
        outputs.add(
            new RunResult.Output(
                names.get(i),
                tensor,
                OutputNumbers.summary(tensor),
                other.map(ran ->
                    OutputNumbers.difference(names.get(at), tensor, ran.outputs().get(at)))));
      }
      return new RunResult(ours.engine(), other.map(Ran::engine), outputs);
    }
  }

  private static void requireAll(ModelArgument model, Ran ran, List<String> names) {
    if (ran.outputs().size() != names.size()) {
      throw new UserError(
          "%s gives %d outputs of '%s', which has %s"
              .formatted(ran.engine(), ran.outputs().size(), model.name(), names));
    }
  }

  private record Ran(String engine, List<Tensor> outputs) {}

  private static Ran on(
      Engine engine,
      Path file,
      Map<String, Tensor> inputs,
      int threads,
      Workspace workspace,
      Consumer<String> progress) {
    progress.accept("running on " + engine.name());
    engine.start();
    try (Executable executable = engine.open(new EngineModel(file, threads, Map.of(), workspace))) {
      Map<String, TensorType> types = new LinkedHashMap<>();
      inputs.forEach((name, tensor) -> types.put(name, tensor.type()));
      executable.prepare(types);
      executable.bind(inputs);
      executable.run();
      return new Ran(executable.engine(), executable.outputs());
    }
  }
}
