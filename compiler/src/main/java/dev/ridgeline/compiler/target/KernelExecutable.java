package dev.ridgeline.compiler.target;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A kernel as something that can be measured. It owns the kernel. */
public final class KernelExecutable implements Executable {
  private final Kernel kernel;

  public KernelExecutable(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public String engine() {
    return "ridgeline " + kernel.target().name();
  }

  @Override
  public Map<String, TensorType> inputs() {
    Map<String, TensorType> types = new LinkedHashMap<>();
    for (Buffer b : kernel.program().inputs()) {
      types.put(b.name(), Kernel.type(b));
    }
    return types;
  }

  /** The shapes of a kernel are fixed: only its own are taken. */
  @Override
  public void prepare(Map<String, TensorType> inputTypes) {
    if (!inputTypes.equals(inputs())) {
      throw new UserError(
          "kernel '%s' takes %s but got %s; compile one for these shapes"
              .formatted(kernel.program().name(), inputs(), inputTypes));
    }
  }

  @Override
  public void bind(Map<String, Tensor> inputs) {
    if (!inputs.keySet().equals(inputs().keySet())) {
      throw new UserError(
          "kernel '%s' takes the inputs %s but got %s"
              .formatted(kernel.program().name(), inputs().keySet(), inputs.keySet()));
    }
    kernel.copyIn(inputs);
  }

  @Override
  public void run() {
    kernel.run();
  }

  @Override
  public List<Tensor> outputs() {
    return kernel.outputs();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
