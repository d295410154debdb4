package dev.ridgeline.app.op;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether a peer computes what it is compared for. */
final class PeerCheck {
  private PeerCheck() {}

  /** Why the peer cannot be compared with; empty if it is right. */
  static String fault(
      Contender peer, Computation computation, Map<String, Tensor> inputs, long seed) {
    Tensor output;
    try (Executable executable = peer.opener().get()) {
      Map<String, TensorType> types = new LinkedHashMap<>();
      peer.inputs().forEach((name, tensor) -> types.put(name, tensor.type()));
      executable.prepare(types);
      executable.bind(peer.inputs());
      executable.run();
      output = executable.outputs().getFirst();
    } catch (RuntimeException e) {
      return "it failed: " + e.getMessage();
    }
    long wanted = computation.outputs().getFirst().span();
    long elements = output.type().shape().elements();
    if (elements != wanted) {
      return "it gave %d values instead of %d".formatted(elements, wanted);
    }
    OutputCheck check = OutputCheck.of(computation, inputs, output, seed);
    return check.passed()
        ? ""
        : "its output %s is wrong: error %.3g of its size, allowed is %d u = %.3g"
            .formatted(check.worst(), check.maxError(), check.roundings(), check.errorBound());
  }
}
