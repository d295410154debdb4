package dev.ridgeline.measure.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.measure.sampling.SamplingPlan;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class BenchmarkTest {
  /** Sleeps for a millisecond a run, the first one longer, and remembers what it was given. */
  private static final class Sleeping implements Executable {
    final List<String> calls = new ArrayList<>();
    Map<String, Tensor> bound = Map.of();
    int runs;

    @Override
    public String engine() {
      return "sleeping 1";
    }

    @Override
    public Map<String, TensorType> inputs() {
      return Map.of();
    }

    @Override
    public void prepare(Map<String, TensorType> inputTypes) {
      calls.add("prepare");
    }

    @Override
    public void bind(Map<String, Tensor> inputs) {
      calls.add("bind");
      bound = inputs;
    }

    @Override
    public void run() {
      LockSupport.parkNanos(runs++ == 0 ? 30_000_000 : 1_000_000);
    }

    @Override
    public List<Tensor> outputs() {
      return List.of();
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }

  private static Map<String, TensorType> types() {
    Map<String, TensorType> types = new LinkedHashMap<>();
    types.put("image", TensorType.f32(4, 3, 8, 8));
    types.put("ids", TensorType.i64(4, 16));
    types.put("mask", new TensorType(DType.BOOL, Shape.of(4)));
    return types;
  }

  @Test
  void measuresAnExecutableAlone() {
    Sleeping executable = new Sleeping();
    LatencyResult result =
        Benchmark.measure(
            () -> executable,
            types(),
            4,
            1,
            SamplingPlan.latency(Duration.ofMillis(200), Duration.ofMillis(200)));
    assertThat(executable.calls).containsExactly("prepare", "bind", "close");
    assertThat(executable.bound.keySet()).containsExactly("image", "ids", "mask");
    assertThat(result.engine()).isEqualTo("sleeping 1");
    assertThat(result.firstMillis()).isGreaterThan(29);
    assertThat(result.medianMillis()).isBetween(1.0, 20.0);
    assertThat(result.bestMillis())
        .isLessThanOrEqualTo(result.medianMillis())
        .isGreaterThanOrEqualTo(1.0);
    assertThat(result.p99Millis()).isGreaterThanOrEqualTo(result.p90Millis());
    assertThat(result.itemsPerSecond() * result.medianMillis()).isCloseTo(4e3, within(1e-9));
    assertThat(result.excludes()).contains("making and binding the inputs");
  }

  @Test
  void inputsFollowFromTheSeed() {
    Map<String, Tensor> one = RandomInputs.of(types(), Map.of(), 7);
    Map<String, Tensor> same = RandomInputs.of(types(), Map.of(), 7);
    Map<String, Tensor> other = RandomInputs.of(types(), Map.of(), 8);
    one.forEach((name, tensor) ->
        assertThat(bytes(tensor)).as(name).isEqualTo(bytes(same.getOrDefault(name, tensor))));
    assertThat(bytes(one.getOrDefault("ids", any())))
        .isNotEqualTo(bytes(other.getOrDefault("ids", any())));
  }

  @Test
  void integersStayBelowTheirBound() {
    Map<String, TensorType> types = Map.of("ids", TensorType.i64(4, 16));
    Tensor ids = RandomInputs.of(types, Map.of("ids", 2L), 7).getOrDefault("ids", any());
    for (int i = 0; i < 64; i++) {
      assertThat(ids.longAt(i)).isBetween(0L, 1L);
    }
    assertThatThrownBy(() -> RandomInputs.of(types(), Map.of("image", 2L), 7))
        .hasMessage("a bound is given for values of f32");
  }

  private static Tensor any() {
    return Tensor.of(new float[1], 1);
  }

  private static byte[] bytes(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_BYTE);
  }
}
