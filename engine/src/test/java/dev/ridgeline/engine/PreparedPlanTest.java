package dev.ridgeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.kernel.Compilers;
import dev.ridgeline.engine.kernel.Memory;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.Step;
import dev.ridgeline.engine.kernel.StepPlan;
import dev.ridgeline.engine.plan.Plan;
import dev.ridgeline.engine.plan.PlannedStep;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What happens to the steps that are there when another cannot be built. */
final class PreparedPlanTest {
  @Test
  void stepsThatAreBuiltAreClosedWhenAnotherFails() {
    GraphBuilder net = new GraphBuilder("one");
    net.output(net.add("y", Unary.Function.RELU, net.input("x", TensorType.f32(4))));
    Graph graph = net.build();
    AtomicInteger closed = new AtomicInteger();
    Step counts =
        new Step() {
          @Override
          public void run() {}

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    Plan plan =
        new Plan(
            graph,
            List.of(),
            List.of(
                new PlannedStep(new Fake(() -> counts), List.of("y"), ""),
                new PlannedStep(
                    new Fake(() -> {
                      throw new IllegalStateException("no room");
                    }),
                    List.of("y"),
                    "")),
            Map.of());
    assertThatThrownBy(() -> new PreparedPlan(plan, EngineOptions.jvm(1)).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no room");
    assertThat(closed).hasValue(1);
  }

  private record Fake(Supplier<Step> step) implements StepPlan {
    @Override
    public String kernel() {
      return "fake";
    }

    @Override
    public List<Placed> inputs() {
      return List.of(Placed.rowMajor("x"));
    }

    @Override
    public List<Placed> outputs() {
      return List.of(Placed.rowMajor("y"));
    }

    @Override
    public Step build(Memory memory, Compilers compilers) {
      return step.get();
    }
  }
}
