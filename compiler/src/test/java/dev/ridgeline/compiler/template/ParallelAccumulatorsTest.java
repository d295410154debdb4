package dev.ridgeline.compiler.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.verify.Effort;
import dev.ridgeline.compiler.verify.Verifier;
import org.junit.jupiter.api.Test;

/**
 * Accumulators are read before a loop and written back after it. Where the loop runs not at all for
 * some iteration of a parallel loop around, that would touch elements of another.
 */
class ParallelAccumulatorsTest {
  @Test
  void aThreadWritesNothingBackOfWhichItHasNoTerms() {
    Gemm gemm = new Gemm(61, 37, 29, true, true, false, ActivationKind.NONE);
    Schedule s = GemmTiles.packed(gemm, new GemmTile(6, 2, 8), new GemmBlocks(29, 36, 37), true, 2);
    assertThat(IrText.of(s.program())).contains("parallel ");
    for (Lowering.Step step : Lowering.steps(s.program())) {
      Verifier.check(step.program(), step.level(), Effort.EXACT);
    }
  }
}
