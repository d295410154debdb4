package dev.ridgeline.app.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ridgeline.compiler.operator.Conv1d;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole table of operators and shapes, on every target, for every rung. */
final class OperatorTableTest {
  @BeforeAll
  static void needsACompiler() {
    try {
      Targets.named("c");
    } catch (UserError e) {
      assumeTrue(System.getenv("RIDGELINE_REQUIRE_ALL") != null, e.getMessage());
      throw e;
    }
  }

  private static void agree(List<Operator> operators) {
    List<String> faults = Agreement.faults(operators);
    assertThat(faults).as(faults.size() + " faults").isEmpty();
  }

  @Test
  void aPartOfTheTable() {
    List<Operator> part = new ArrayList<>();
    part.addAll(List.of(Gemm.of(1, 1, 2), Gemm.of(37, 45, 29), Gemm.of(10, 1024, 64)));
    part.addAll(List.of(new Conv1d(1, 1), new Conv1d(10, 1024), new Conv1d(1000, 100)));
    List<Operator> grid = OperatorTable.depthwiseGrid();
    for (int i = 0; i < grid.size(); i += 131) {
      part.add(grid.get(i));
    }
    part.add(OperatorTable.depthwise().get(1));
    part.add(OperatorTable.separable().getLast());
    part.addAll(OperatorTable.smallConv2d());
    OperatorTable.others().stream().filter(op -> op.bytes() < 50_000).forEach(part::add);
    agree(part);
  }

  @Test
  @Tag("slow")
  void conv1d() {
    agree(OperatorTable.conv1d());
  }

  @Test
  @Tag("slow")
  void gemm() {
    agree(OperatorTable.gemm());
  }

  @Test
  @Tag("slow")
  void depthwise() {
    agree(OperatorTable.depthwise());
  }

  /** A seventh, in which every extent of the grid stands beside every other. */
  @Test
  @Tag("slow")
  void aPartOfTheDepthwiseGrid() {
    List<Operator> grid = OperatorTable.depthwiseGrid();
    List<Operator> part = new ArrayList<>();
    for (int i = 3; i < grid.size(); i += 7) {
      part.add(grid.get(i));
    }
    agree(part);
  }

  @Test
  @Tag("long")
  void depthwiseGrid() {
    List<Operator> grid = OperatorTable.depthwiseGrid();
    assertThat(grid).hasSize(1344);
    agree(grid);
  }

  @Test
  @Tag("slow")
  void separable() {
    agree(OperatorTable.separable());
  }

  @Test
  @Tag("slow")
  void conv2d() {
    agree(OperatorTable.conv2d());
  }

  @Test
  @Tag("slow")
  void others() {
    agree(OperatorTable.others());
  }
}
