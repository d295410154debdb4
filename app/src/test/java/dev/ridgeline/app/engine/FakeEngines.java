package dev.ridgeline.app.engine;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A process with engines that misbehave as the model's file name tells them. */
public final class FakeEngines {
  private FakeEngines() {}

  public static void main(String[] args) throws InterruptedException {
    EngineProcess.serve(List.of(new Fake()));
  }

  private static final class Fake implements Engine {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public void start() {}

    @Override
    public Executable open(EngineModel model) {
      String name = String.valueOf(model.file().getFileName());
      return switch (name) {
        case "refused.onnx" -> throw new UserError("operator Frob is not known");
        case "bug.onnx" -> throw new IllegalStateException("broken invariant");
        case "full.onnx" -> throw new OutOfMemoryError("Java heap space");
        default -> new FakeModel(name);
      };
    }
  }

  private record FakeModel(String name) implements Executable {
    @Override
    public String engine() {
      return "fake 1";
    }

    @Override
    public Map<String, TensorType> inputs() {
      return Map.of();
    }

    @Override
    public void prepare(Map<String, TensorType> inputTypes) {}

    @Override
    public void bind(Map<String, Tensor> inputs) {}

    @Override
    public void run() {
      switch (name) {
        case "aborts.onnx" -> abort();
        case "exits.onnx" -> System.exit(3);
        case "hangs.onnx" -> LockSupport.parkNanos(Long.MAX_VALUE);
        case "noisy.onnx" -> System.out.println("@ridgeline not a reply, but on the error stream");
        default -> {}
      }
      LockSupport.parkNanos(1_000_000);
    }

    /** Dies as native code does whose check fails. */
    private static void abort() {
      System.err.println("check failed: stride > 0");
      try {
        Linker linker = Linker.nativeLinker();
        linker
            .downcallHandle(
                linker.defaultLookup().find("abort").orElseThrow(), FunctionDescriptor.ofVoid())
            .invokeExact();
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public List<Tensor> outputs() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
