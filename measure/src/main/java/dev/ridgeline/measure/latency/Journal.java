package dev.ridgeline.measure.latency;

import dev.ridgeline.measure.sampling.Samples;
import java.util.List;

/** Keeps the rounds of a session as they end, so that one that is broken off can go on. */
public interface Journal {
  /** Keeps nothing. */
  Journal NONE =
      new Journal() {
        @Override
        public List<Round> kept(String candidate) {
          return List.of();
        }

        @Override
        public void keep(Round round) {}
      };

  /** Rounds of a candidate that an earlier session had, in their order. */
  List<Round> kept(String candidate);

  /** Keeps a round. */
  void keep(Round round);

  /**
   * One round of one candidate.
   *
   * @param candidate its name
   * @param loaded what loading gave
   * @param samples what sampling gave
   */
  record Round(String candidate, Subject.Loaded loaded, Samples samples) {}
}
