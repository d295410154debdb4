package dev.ridgeline.app.engine;

import dev.ridgeline.app.model.ModelFormat;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.NearNames;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.RidgelineEngine;
import dev.ridgeline.engine.interpreter.Interpreter;
import dev.ridgeline.peers.onnxruntime.OnnxRuntimeModel;
import dev.ridgeline.peers.onnxruntime.OnnxRuntimeOptions;
import java.util.List;

/** The list of engines: add one here to add an engine. */
public final class Engines {
  private static final List<Engine> ALL =
      List.of(
          new OnnxRuntime(),
          new Compiled("ridgeline", "jvm"),
          new Compiled("ridgeline-c", "c"),
          new Reference());

  private Engines() {}

  /** All engines. */
  public static List<Engine> all() {
    return ALL;
  }

  /**
   * The engine of that name.
   *
   * @throws UserError if there is none
   */
  public static Engine find(String name, List<Engine> engines) {
    return engines.stream()
        .filter(engine -> engine.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, engines.stream().map(Engine::name).toList()));
  }

  private static UserError unknown(String name, List<String> names) {
    List<String> near = NearNames.of(name, names);
    return new UserError(
        "no engine '%s'; %sthe engines are %s"
            .formatted(
                name,
                near.isEmpty() ? "" : "did you mean " + String.join(" or ", near) + "? ",
                String.join(", ", names)));
  }

  /**
   * Our compiled engine.
   *
   * @param name what the user types
   * @param target compiles its kernels
   */
  private record Compiled(String name, String target) implements Engine {
    @Override
    public void start() {
      options(1, KernelCache.inMemory());
    }

    @Override
    public Executable open(EngineModel model) {
      KernelCache cache = KernelCache.at(model.workspace(), System.err::println);
      return RidgelineEngine.of(ModelFormat.read(model.file()), options(model.threads(), cache));
    }

    private EngineOptions options(int threads, KernelCache cache) {
      return EngineOptions.jvm(threads).withTarget(target).withCache(cache);
    }
  }

  /** Our own reference interpreter: the judge of the others, and slow. */
  private static final class Reference implements Engine {
    @Override
    public String name() {
      return "interpreter";
    }

    @Override
    public void start() {
      // Plain Java: there is nothing to load.
    }

    @Override
    public Executable open(EngineModel model) {
      return Interpreter.of(ModelFormat.read(model.file()), model.threads());
    }
  }

  /** ONNX Runtime on the CPU, its idle threads spinning as they do by default. */
  private static final class OnnxRuntime implements Engine {
    @Override
    public String name() {
      return "onnxruntime";
    }

    @Override
    public void start() {
      OnnxRuntimeModel.start();
    }

    @Override
    public Executable open(EngineModel model) {
      if (ModelFormat.isTflite(model.file())) {
        throw new UserError(
            "'%s' is a TFLite file and ONNX Runtime takes ONNX files only; give --engine interpreter"
                .formatted(model.file()));
      }
      return OnnxRuntimeModel.open(
          model.file(), OnnxRuntimeOptions.threads(model.threads()).with(model.symbols()));
    }
  }
}
