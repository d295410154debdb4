package dev.ridgeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.engine.interpreter.Interpreter;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled engine against the reference interpreter. */
final class RidgelineEngineTest {
  /**
   * Outputs of the zoo's networks lie within this many unit roundoffs of the largest output:
   * rounding errors of some hundred layers, each of K terms, grow like the root of their number.
   */
  private static final double ROUNDOFFS = 100;

  private static final double U = 0x1p-24;

  @ParameterizedTest
  @ValueSource(strings = {"tiny_conv", "ds_cnn_s", "mlperf_tiny_resnet8", "mnist_mlp"})
  void smallNetworksAgreeOnBothTargetsByBatchAndThreads(String model) {
    for (String target : List.of("jvm", "c")) {
      for (int threads = 1; threads <= 2; threads++) {
        for (long batch : new long[] {1, 3}) {
          agree(model, target, threads, batch);
        }
      }
    }
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(
      strings = {
        "squeezenet1_1", "resnet18", "mobilenet_v2", "mobilenet_v3_small", "shufflenet_v2_x0_5",
        "densenet121", "efficientnet_b0", "googlenet", "mlperf_tiny_mobilenet_v1_025", "mnasnet1_0"
      })
  void networksOfTheZooAgree(String model) {
    agree(model, "c", 2, 1);
  }

  private static void agree(String model, String target, int threads, long batch) {
    Graph graph = Specialise.symbols(Zoo.build(model), Map.of("N", batch));
    Map<String, Tensor> inputs = inputs(graph);
    try (RidgelineEngine engine =
            RidgelineEngine.of(graph, EngineOptions.jvm(threads).withTarget(target));
        Interpreter reference = Interpreter.of(graph, 2)) {
      engine.bind(inputs);
      engine.run();
      engine.run();
      reference.bind(inputs);
      reference.run();
      for (int i = 0; i < graph.outputs().size(); i++) {
        close(model + " " + target, engine.outputs().get(i), reference.outputs().get(i));
      }
      assertThat(engine.plan().orElseThrow().interpreted()).isEmpty();
    }
  }

  private static void close(String what, Tensor actual, Tensor expected) {
    assertThat(actual.type()).isEqualTo(expected.type());
    double largest = 0;
    double difference = 0;
    for (long i = 0; i < expected.type().shape().elements(); i++) {
      largest = Math.max(largest, Math.abs(expected.floatAt(i)));
      difference = Math.max(difference, Math.abs(actual.floatAt(i) - expected.floatAt(i)));
    }
    assertThat(difference).as(what).isLessThanOrEqualTo(ROUNDOFFS * U * largest);
  }

  private static Map<String, Tensor> inputs(Graph graph) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (String input : graph.inputs()) {
      inputs.put(input, Tensor.random(graph.type(input), 5 + inputs.size()));
    }
    return inputs;
  }

  @Test
  void everyStepIsListedAndTheArenaIsNotFarAboveTheLedgersPeak() {
    Graph graph = Specialise.symbols(Zoo.build("mlperf_tiny_resnet8"), Map.of("N", 1L));
    try (RidgelineEngine engine = RidgelineEngine.of(graph, EngineOptions.jvm(1))) {
      engine.bind(inputs(graph));
      PreparedPlan plan = engine.preparedPlan().orElseThrow();
      assertThat(plan.steps().stream().map(s -> s.step().kernel()))
          .anyMatch(k -> k.startsWith("conv2d ") && k.endsWith(" + bias + residual, relu"))
          .anyMatch(k -> k.equals("gemm 1x10x64 + bias"))
          .anyMatch(k -> k.equals("softmax 1x10"));
      long peak = CostAnalysis.of(graph).forward().peakActivationBytes();
      assertThat(plan.arenaBytes()).isBetween(peak / 2, 3 * peak);
      assertThat(plan.weightBytes()).isGreaterThanOrEqualTo(4 * graph.parameters() / 2);
    }
  }

  /** 10,000 runs: 8 threads, each with an engine of its own over shared kernels. */
  @ParameterizedTest
  @ValueSource(strings = {"jvm", "c"})
  void manyRunsFromManyThreadsGiveTheSameBitsInAFlatHeap(String target) throws Exception {
    Graph graph = Specialise.symbols(Zoo.build("tiny_conv"), Map.of("N", 1L));
    EngineOptions options = EngineOptions.jvm(1).withTarget(target);
    Map<String, Tensor> inputs = inputs(graph);
    byte[] expected = once(graph, options, inputs);
    List<RidgelineEngine> engines = new ArrayList<>();
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      RidgelineEngine engine = RidgelineEngine.of(graph, options);
      engine.bind(inputs);
      engines.add(engine);
      work.add(() -> {
        boolean same = true;
        for (int i = 0; i < 250; i++) {
          engine.run();
          same &= java.util.Arrays.equals(expected, bytes(engine));
        }
        return same;
      });
    }
    List<Long> heap = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 5; round++) {
        for (Future<Boolean> done : threads.invokeAll(work)) {
          assertThat(done.get()).isTrue();
        }
        System.gc();
        heap.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
    }
    engines.forEach(RidgelineEngine::close);
    assertThat(heap.getLast() - heap.get(1)).isLessThan(4L << 20);
  }

  private static byte[] once(Graph graph, EngineOptions options, Map<String, Tensor> inputs) {
    try (RidgelineEngine engine = RidgelineEngine.of(graph, options)) {
      engine.bind(inputs);
      engine.run();
      return bytes(engine);
    }
  }

  private static byte[] bytes(RidgelineEngine engine) {
    return engine.outputs().getFirst().data().toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void aWarmRunAllocatesNothing() {
    Graph graph = Specialise.symbols(Zoo.build("ds_cnn_s"), Map.of("N", 1L));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (RidgelineEngine engine = RidgelineEngine.of(graph, EngineOptions.jvm(1))) {
      engine.bind(inputs(graph));
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 200 && least > 0; round++) {
        for (int i = 0; i < 50; i++) {
          engine.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        engine.run();
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).isZero();
    }
  }

  @Test
  void mistakesAreOneLine() {
    Graph graph = Zoo.build("tiny_conv");
    String input = graph.inputs().getFirst();
    long[] sizes = Specialise.symbols(graph, Map.of("N", 1L)).type(input).shape().sizes();
    try (RidgelineEngine engine = RidgelineEngine.of(graph, EngineOptions.jvm(1))) {
      assertThatThrownBy(() -> engine.prepare(Map.of()))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("input '" + input + "' is missing; 'tiny_conv' takes {");
      assertThatThrownBy(() -> engine.prepare(Map.of(input, TensorType.f32(1, 2))))
          .hasMessage("input '%s' takes %s but got f32[1x2]".formatted(input, graph.type(input)));
      Map<String, TensorType> more = Map.of(input, TensorType.f32(sizes), "z", TensorType.f32(1));
      assertThatThrownBy(() -> engine.prepare(more))
          .hasMessageStartingWith("'tiny_conv' has no input 'z'; it takes ");
      assertThatThrownBy(engine::run).hasMessage("bind inputs before the run");
    }
    assertThatThrownBy(() -> EngineOptions.jvm(0))
        .hasMessage("the engine runs on 1 thread or more but got 0");
    assertThatThrownBy(() -> EngineOptions.jvm(1).withTarget("gpu"))
        .hasMessage("the engine has no target 'gpu'; its targets are jvm and c");
  }
}
