package dev.ridgeline.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.gradient.Gradient;
import dev.ridgeline.core.gradient.Loss;
import dev.ridgeline.core.gradient.TrainingGraph;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.RidgelineEngine;
import dev.ridgeline.engine.interpreter.Interpreter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on the compiled engine. */
final class TrainerTest {
  private static final int BATCH = 37;
  private static final double U = 0x1p-24;

  /** Sums of at most 784 terms, through three layers and back. */
  private static final double ROUNDOFFS = 300;

  private static Graph perceptron() {
    return Specialise.symbols(Zoo.build("mnist_mlp"), Map.of("N", (long) BATCH));
  }

  private static void fill(Trainer trainer, long seed) {
    trainer.input("input").copyFrom(Tensor.random(TensorType.f32(BATCH, 784), seed).data());
    for (int i = 0; i < BATCH; i++) {
      trainer.targets().set(ValueLayout.JAVA_LONG_UNALIGNED, 8L * i, (i * 7 + seed) % 10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "c"})
  void lossAndGradientsAgreeWithTheInterpreterAndAllNodesHaveKernels(String target) {
    for (double smoothing : new double[] {0, 0.1}) {
      TrainingGraph training = Gradient.of(perceptron(), new Loss.CrossEntropy(smoothing));
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      for (String input : training.graph().inputs()) {
        inputs.put(
            input,
            input.equals(training.targets())
                ? Tensor.of(new long[BATCH], BATCH)
                : Tensor.random(training.graph().type(input), 3));
      }
      try (RidgelineEngine engine =
              RidgelineEngine.of(training.graph(), EngineOptions.jvm(2).withTarget(target));
          Interpreter reference = Interpreter.of(training.graph(), 2)) {
        engine.bind(inputs);
        engine.run();
        reference.bind(inputs);
        reference.run();
        for (int i = 0; i < training.graph().outputs().size(); i++) {
          close(
              training.graph().outputs().get(i),
              engine.outputs().get(i),
              reference.outputs().get(i));
        }
        assertThat(engine.plan().orElseThrow().interpreted()).isEmpty();
      }
    }
  }

  private static void close(String what, Tensor actual, Tensor expected) {
    double largest = 0;
    double difference = 0;
    for (long i = 0; i < expected.type().shape().elements(); i++) {
      largest = Math.max(largest, Math.abs(expected.floatAt(i)));
      difference = Math.max(difference, Math.abs(actual.floatAt(i) - expected.floatAt(i)));
    }
    assertThat(difference).as(what).isLessThanOrEqualTo(ROUNDOFFS * U * largest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam", "adadelta"})
  void theLossFallsAndTheSameRunTwiceGivesTheSameBits(String optimiser) {
    byte[] once = weights(optimiser, 40);
    assertThat(weights(optimiser, 40)).isEqualTo(once);
  }

  private static byte[] weights(String optimiser, int steps) {
    try (Trainer trainer =
        Trainer.of(
            perceptron(),
            new Loss.CrossEntropy(0),
            Optimiser.named(optimiser),
            EngineOptions.jvm(2))) {
      assertThat(trainer.interpreted()).isEmpty();
      fill(trainer, 1);
      double first = trainer.step(1);
      double last = first;
      for (int i = 1; i < steps; i++) {
        last = trainer.step(1);
      }
      assertThat(last).isLessThan(first / 2);
      assertThat(trainer.steps()).isEqualTo(steps);
      Tensor kept =
          Objects.requireNonNull(trainer.trained().constants().get("fc2.weight")).tensor();
      byte[] bytes = kept.data().toArray(ValueLayout.JAVA_BYTE);
      assertThat(trainer.parameter("fc2.weight").data().toArray(ValueLayout.JAVA_BYTE))
          .isEqualTo(bytes);
      return bytes;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "c"})
  void aStepAllocatesNothing(String target) {
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Trainer trainer =
        Trainer.of(
            perceptron(),
            new Loss.CrossEntropy(0),
            Optimiser.named("adam"),
            EngineOptions.jvm(1).withTarget(target))) {
      fill(trainer, 1);
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 100 && least > 0; round++) {
        for (int i = 0; i < 20; i++) {
          trainer.step(1e-3);
        }
        long before = bean.getCurrentThreadAllocatedBytes();
        trainer.step(1e-3);
        least = Math.min(least, bean.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).isZero();
    }
  }

  @Test
  void divergenceAndBadNamesAreRefusedInOneLine() {
    Graph model = perceptron();
    Loss loss = new Loss.CrossEntropy(0);
    try (Trainer trainer =
        Trainer.of(model, loss, Optimiser.named("sgd").withRate(1e30), EngineOptions.jvm(1))) {
      fill(trainer, 1);
      assertThatThrownBy(() -> {
            for (int i = 0; i < 10; i++) {
              trainer.step(1);
            }
          })
          .isInstanceOf(UserError.class)
          .hasMessageMatching(
              "training 'mnist_mlp': .* is not finite after step \\d with sgd at rate 1.0E30; lower the rate, and see that all inputs are finite");
      refused(() -> trainer.input("image"), "'mnist_mlp' has no input 'image'; it takes [input]");
      refused(() -> trainer.parameter("fc9"), "'mnist_mlp' has no parameter 'fc9'; it has [fc1.");
    }
    try (Trainer trainer =
        Trainer.of(
            model,
            new Loss.MeanSquaredError(),
            Optimiser.named("adam"),
            EngineOptions.jvm(1))) {
      trainer.targets().set(ValueLayout.JAVA_FLOAT_UNALIGNED, 40, Float.NaN);
      refused(() -> trainer.step(1), "'mnist_mlp': the loss is not finite after step 1 with adam");
    }
    GraphBuilder bare = new GraphBuilder("bare");
    bare.output(
        bare.add("relu", Unary.Function.RELU, bare.input("x", TensorType.f32(2, 3))));
    refused(
        () -> Trainer.of(bare.build(), loss, Optimiser.named("sgd"), EngineOptions.jvm(1)),
        "'bare' has no parameters of floats to train");
    refused(
        () ->
            Trainer.of(
                Zoo.build("mnist_mlp"), loss, Optimiser.named("sgd"), EngineOptions.jvm(1)),
        "bind every dimension, the batch too");
  }

  private static void refused(Runnable act, String message) {
    assertThatThrownBy(act::run).isInstanceOf(UserError.class).hasMessageContaining(message);
  }

  /** Batch norms in training form go through the interpreter, and their statistics move. */
  @Test
  void runningStatisticsFollowTheBatches() {
    Graph model = Specialise.symbols(Zoo.build("ds_cnn_s"), Map.of("N", 4L));
    String statistic =
        model.constants().keySet().stream()
            .filter(name -> name.contains("running_mean"))
            .findFirst()
            .orElseThrow();
    try (Trainer trainer =
        Trainer.of(model, new Loss.CrossEntropy(0), Optimiser.named("sgd"), EngineOptions.jvm(1))) {
      for (String input : model.inputs()) {
        trainer.input(input).copyFrom(Tensor.random(model.type(input), 1).data());
      }
      byte[] before = bytes(trainer.parameter(statistic));
      double first = trainer.step(1);
      assertThat(bytes(trainer.parameter(statistic))).isNotEqualTo(before);
      for (int i = 0; i < 4; i++) {
        trainer.step(1);
      }
      assertThat(trainer.step(1)).isLessThan(first);
      assertThat(List.copyOf(trainer.trained().constants().keySet()))
          .isEqualTo(List.copyOf(model.constants().keySet()));
    }
  }

  private static byte[] bytes(Tensor tensor) {
    MemorySegment data = tensor.data();
    return data.toArray(ValueLayout.JAVA_BYTE);
  }
}
