package dev.ridgeline.compiler.lower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import org.junit.jupiter.api.Test;

/** Which accumulators of a loop may be locals at the same time. */
class AccumulatorOverlapTest {

  /** Rows of 10 elements: the second vector of a row has 2, the next row begins behind them. */
  @Test
  void lanesThatDoNotExistOverlapNothing() {
    Schedule s = Schedule.of(Gemm.of(4, 10, 6).computation());
    s.split("j", 8, TailMode.GUARD, "jv", "jl").reorder("k", "i", "jv", "jl");
    s.unroll("i").unroll("jv").vectorize("jl");
    String flat = IrText.of(Lowering.lower(s.program()));
    assertThat(flat).contains("local f32x8 acc7", "{2} = acc1", "{2} = acc7");
  }
}
