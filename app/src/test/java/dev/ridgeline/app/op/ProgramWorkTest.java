package dev.ridgeline.app.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.DepthwiseConv2d;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.schedule.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counts and traces of programs against counts by hand. */
final class ProgramWorkTest {
  private static Program plain(Operator op) {
    return Lowering.lower(Schedule.of(op.computation()).program());
  }

  @Test
  void aPlainProductLoadsTwoElementsAMultiplyAdd() {
    Operator op = Gemm.of(5, 6, 7);
    ProgramWork.Counted counted = ProgramWork.of(plain(op));
    assertThat(counted.total().flops()).isEqualTo((double) op.flops());
    assertThat(counted.total().scalarLoads()).isEqualTo(2 * 5 * 6 * 7);
    assertThat(counted.total().stores()).isEqualTo(5 * 6);
    assertThat(counted.innermost().iterations()).isEqualTo(5 * 6 * 7);
    assertThat(counted.innermost().once().fmas()).isEqualTo(1);
    assertThat(counted.innermost().once().scalarLoads()).isEqualTo(2);
    assertThat(counted.innermost().once().bytes()).isEqualTo(8);
  }

  @Test
  void tailsAreCountedAsTheyAreExecuted() {
    Operator op = Gemm.of(5, 21, 7);
    Schedule s = Schedule.of(op.computation());
    s.split("j", 8).reorder("i", "k", "j_o", "j_i").vectorize("j_i");
    WorkCount total = ProgramWork.of(Lowering.lower(s.program())).total();
    assertThat(total.flops()).isGreaterThanOrEqualTo((double) op.flops());
    assertThat(total.broadcasts()).isPositive();
    assertThat(total.vectorLoads()).isPositive();
  }

  @Test
  void paddingIsAddedWork() {
    Operator op = new DepthwiseConv2d(1, 1, 4, 4, 3, 1);
    WorkCount total = ProgramWork.of(plain(op)).total();
    assertThat(op.flops()).isEqualTo(2 * 10 * 10);
    assertThat(total.flops()).isEqualTo(2 * 16 * 9);
  }

  @Test
  void accessesComeInTheOrderOfExecution() {
    List<AccessTrace.Access> trace = AccessTrace.of(plain(Gemm.of(2, 3, 2)), 5);
    assertThat(trace)
        .containsExactly(
            new AccessTrace.Access("A", false, 0),
            new AccessTrace.Access("B", false, 0),
            new AccessTrace.Access("A", false, 1),
            new AccessTrace.Access("B", false, 3),
            new AccessTrace.Access("C", true, 0));
  }
}
