package dev.ridgeline.app.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.measure.latency.Candidate;
import dev.ridgeline.measure.latency.Outcome;
import dev.ridgeline.measure.latency.Session;
import dev.ridgeline.measure.latency.SessionPlan;
import dev.ridgeline.measure.latency.SubjectFailure;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineHostTest {
  @TempDir Path folder;

  private EngineHost host =
      new EngineHost(FakeEngines.class.getName(), Path.of("."), Duration.ZERO);

  @BeforeEach
  void open() {
    host = new EngineHost(FakeEngines.class.getName(), folder, Duration.ofSeconds(8));
  }

  @AfterEach
  void close() {
    host.close();
  }

  private HostedSubject subject(String model) {
    return new HostedSubject(
        host,
        "fake",
        new HostedModel(
            () -> folder.resolve(model + ".onnx"),
            1,
            Map.of("N", 2L),
            Map.of("x", TensorType.f32(2, 3), "ids", TensorType.i64(2)),
            Map.of("ids", 2L),
            1));
  }

  private static SamplingPlan plan() {
    return SamplingPlan.latency(Duration.ofMillis(30), Duration.ofMillis(60));
  }

  private static Samples measure(HostedSubject subject) {
    subject.load();
    return subject.sample(plan());
  }

  @Test
  void measuresInTheProcess() {
    try (HostedSubject subject = subject("good")) {
      assertThat(subject.load().engine()).isEqualTo("fake 1");
      Samples samples = subject.sample(plan());
      assertThat(samples.medianNanos()).isGreaterThan(1e6);
      assertThat(samples.nanosPerRun()).hasSizeGreaterThan(1);
      assertThat(samples.clock()).startsWith("System.nanoTime");
    }
  }

  @Test
  void doesNotTakeNoiseForAnswers() {
    assertThat(measure(subject("noisy")).medianNanos()).isPositive();
  }

  @Test
  void tellsWhyTheProcessEnded() {
    assertThatThrownBy(() -> measure(subject("aborts")))
        .isInstanceOf(SubjectFailure.class)
        .hasMessage("the engine's process aborted (signal 6): check failed: stride > 0");
    assertThatThrownBy(() -> measure(subject("exits")))
        .isInstanceOf(SubjectFailure.class)
        .hasMessage("the engine's process ended with status 3");
    assertThat(measure(subject("good")).medianNanos()).isPositive();
  }

  @Test
  void endsAnEngineThatHangs() {
    host.close();
    host = new EngineHost(FakeEngines.class.getName(), folder, Duration.ofSeconds(3));
    assertThatThrownBy(() -> measure(subject("hangs")))
        .isInstanceOf(SubjectFailure.class)
        .hasMessage("the engine did not answer for 3 s and was ended");
    assertThat(measure(subject("good")).medianNanos()).isPositive();
  }

  @Test
  void passesOnWhatTheEngineSays() {
    assertThatThrownBy(() -> measure(subject("refused")))
        .isInstanceOf(SubjectFailure.class)
        .hasMessage("operator Frob is not known");
    assertThatThrownBy(() -> measure(subject("bug")))
        .hasMessage("internal failure: IllegalStateException: broken invariant");
    assertThatThrownBy(() -> measure(subject("full")))
        .hasMessage("the memory of the engine's process is full: Java heap space");
    assertThat(host.generation()).isOne();
  }

  @Test
  void theSessionGoesOnAfterADeath() {
    List<Candidate> candidates =
        List.of(
            new Candidate("good", 1, subject("good"), 1e8, 1e6, 1),
            new Candidate("aborts", 1, subject("aborts"), 1e8, 1e6, 1),
            new Candidate("later", 1, subject("later"), 1e8, 1e6, 1));
    SessionPlan plan =
        new SessionPlan(
            Optional.of(Duration.ofSeconds(20)),
            3,
            100,
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            0);
    List<Outcome> outcomes = Session.run(candidates, plan, line -> {});
    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Measured.class);
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Failed.class);
    assertThat(outcomes.get(2)).isInstanceOf(Outcome.Measured.class);
    assertThat(((Outcome.Measured) outcomes.get(0)).result().rounds()).isEqualTo(3);
    assertThat(host.generation()).isEqualTo(2);
  }

  @Test
  void saysWhichEnginesThereAre() {
    assertThatThrownBy(() -> Engines.find("onnxruntme", Engines.all()))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "no engine 'onnxruntme'; did you mean onnxruntime? the engines are onnxruntime, ridgeline, ridgeline-c, interpreter");
    assertThatThrownBy(() -> Engines.find("zebra", Engines.all()))
        .hasMessage(
            "no engine 'zebra'; the engines are onnxruntime, ridgeline, ridgeline-c, interpreter");
  }
}
