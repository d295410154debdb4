package dev.ridgeline.app.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Peers that are wrong are not compared with. */
final class PeerCheckTest {
  private static Contender computing(Operator op, Map<String, Tensor> inputs) {
    return new Contender(
        "peer",
        "1",
        "",
        () ->
            CompiledOp.of(
                    op.computation(),
                    Schedule.of(op.computation()),
                    Targets.named("jvm"),
                    1,
                    KernelCache.inMemory())
                .executable(),
        inputs);
  }

  @Test
  void aPeerThatComputesTheSameIsRight() {
    Operator op = Gemm.of(5, 6, 7);
    Map<String, Tensor> inputs = CompiledOp.inputs(op.computation(), 1);
    assertThat(PeerCheck.fault(computing(op, inputs), op.computation(), inputs, 1)).isEmpty();
  }

  @Test
  void aPeerWithOtherValuesIsRefusedWithTheDifference() {
    Operator op = Gemm.of(5, 6, 7);
    Map<String, Tensor> inputs = CompiledOp.inputs(op.computation(), 1);
    Map<String, Tensor> others = CompiledOp.inputs(op.computation(), 2);
    assertThat(PeerCheck.fault(computing(op, others), op.computation(), inputs, 1))
        .matches(
            "its output \\[\\d, \\d\\] is wrong: error .* of its size, allowed is \\d+ u = .*");
  }

  @Test
  void aPeerOfAnotherShapeIsRefused() {
    Operator op = Gemm.of(5, 6, 7);
    Operator other = Gemm.of(5, 8, 7);
    Map<String, Tensor> inputs = CompiledOp.inputs(op.computation(), 1);
    Map<String, Tensor> others = CompiledOp.inputs(other.computation(), 1);
    assertThat(PeerCheck.fault(computing(other, others), op.computation(), inputs, 1))
        .isEqualTo("it gave 40 values instead of 30");
  }

  @Test
  void aPeerThatFailsIsListedWithItsReason() {
    Operator op = Gemm.of(5, 6, 7);
    Map<String, Tensor> inputs = CompiledOp.inputs(op.computation(), 1);
    Contender failing =
        new Contender(
            "peer",
            "1",
            "",
            () -> {
              throw new IllegalStateException("no kernel for this");
            },
            inputs);
    assertThat(PeerCheck.fault(failing, op.computation(), inputs, 1))
        .isEqualTo("it failed: no kernel for this");
  }
}
