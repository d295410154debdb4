package dev.ridgeline.app.engine;

import dev.ridgeline.measure.latency.Subject;
import dev.ridgeline.measure.sampling.Samples;
import java.util.Optional;

/**
 * One line from an engine's process: what was asked for, or why not.
 *
 * @param failed why it failed, in one line
 * @param loaded what loading gave
 * @param samples what sampling gave
 */
record Reply(Optional<String> failed, Optional<Subject.Loaded> loaded, Optional<Samples> samples) {
  static Reply done() {
    return new Reply(Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Reply failed(String reason) {
    return new Reply(Optional.of(reason), Optional.empty(), Optional.empty());
  }

  static Reply loaded(Subject.Loaded loaded) {
    return new Reply(Optional.empty(), Optional.of(loaded), Optional.empty());
  }

  static Reply samples(Samples samples) {
    return new Reply(Optional.empty(), Optional.empty(), Optional.of(samples));
  }
}
