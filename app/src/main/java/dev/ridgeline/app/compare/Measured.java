package dev.ridgeline.app.compare;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One case of a results file.
 *
 * @param what model, batch, sequence and threads
 * @param engine name of the engine
 * @param medianMillis median time
 * @param uncertainty half the 95 % interval of the median, relative
 * @param rounds samples by round, milliseconds; empty where the file has none
 * @param contended whether other work disturbed them
 */
record Measured(
    Case what,
    String engine,
    double medianMillis,
    double uncertainty,
    List<List<Double>> rounds,
    boolean contended) {

  /** What must be equal for two times to be compared. */
  record Case(String model, long batch, long sequence, int threads) {}

  Measured {
    rounds = rounds.stream().map(List::copyOf).toList();
  }

  /** Of a row of a session. */
  static Measured of(JsonNode row) {
    List<List<Double>> rounds = new ArrayList<>();
    for (JsonNode round : row.path("sampleMillis")) {
      List<Double> samples = new ArrayList<>();
      for (JsonNode sample : round) {
        if (sample.asDouble(0) > 0) {
          samples.add(sample.asDouble());
        }
      }
      if (!samples.isEmpty()) {
        rounds.add(samples);
      }
    }
    return new Measured(
        new Case(
            row.path("model").asString(""),
            row.path("batch").asLong(0),
            row.path("sequence").asLong(0),
            row.path("threads").asInt(0)),
        row.path("engine").asString(""),
        row.path("medianMillis").asDouble(0),
        row.path("medianUncertainty").asDouble(1),
        rounds,
        row.path("contended").asBoolean(false));
  }
}
