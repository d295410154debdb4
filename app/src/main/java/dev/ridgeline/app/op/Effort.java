package dev.ridgeline.app.op;

import java.time.Duration;

/**
 * How long contenders are measured.
 *
 * @param warmUp every contender runs so long when it is loaded, since the JIT compiler takes its
 *     time; then until it is steady, at most four times as long
 * @param rounds each contender has its turn once a round
 * @param slice longest time of a turn
 */
record Effort(Duration warmUp, int rounds, Duration slice) {
  /** More and shorter rounds than for models: what is compared should run close together. */
  static final Effort FULL = new Effort(Duration.ofMillis(500), 6, Duration.ofMillis(400));

  /** For the rungs of a ladder, of which there are many. */
  static final Effort LADDER = new Effort(Duration.ofMillis(500), 3, Duration.ofMillis(300));
}
