package dev.ridgeline.app.engine;

import dev.ridgeline.measure.latency.Subject;
import dev.ridgeline.measure.sampling.Samples;
import dev.ridgeline.measure.sampling.SamplingPlan;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model on an engine in the engine's own process. If the process died under another subject, this
 * one is loaded again before its next slice.
 */
public final class HostedSubject implements Subject {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final EngineHost host;
  private final String engine;
  private final HostedModel model;
  private final int number = NUMBERS.incrementAndGet();
  private int loadedIn;

  /**
   * Describes a subject; nothing is loaded yet.
   *
   * @param engine name of the engine
   * @param model what is loaded
   */
  public HostedSubject(EngineHost host, String engine, HostedModel model) {
    this.host = host;
    this.engine = engine;
    this.model = model;
  }

  @Override
  public Loaded load() {
    Request.Load load = model.request(engine);
    Reply reply = host.ask(Request.load(number, load), Duration.ZERO);
    loadedIn = host.generation();
    return reply.loaded().orElseThrow();
  }

  @Override
  public Samples sample(SamplingPlan plan) {
    if (!host.lives(loadedIn)) {
      load();
    }
    Duration needs = Duration.ofNanos(plan.warmUpNanos() + plan.maxNanos());
    return host.ask(Request.sample(number, plan), needs).samples().orElseThrow();
  }

  @Override
  public void close() {
    host.release(number, loadedIn);
  }
}
