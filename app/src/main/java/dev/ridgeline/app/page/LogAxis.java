package dev.ridgeline.app.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A logarithmic axis from {@code low} to {@code high}, both above 0, with ticks at round values.
 */
record LogAxis(double low, double high) {
  private static final double FEW_DECADES = 2.2;
  private static final double MANY_DECADES = 7;

  LogAxis {
    if (!(low > 0) || !(high > low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException(
          "a logarithmic axis needs 0 < low < high but got " + low + " to " + high);
    }
  }

  /** The axis that holds all values with some room on both sides (factors of at least 1). */
  static LogAxis around(Collection<Double> values, double roomBelow, double roomAbove) {
    double low = values.stream().mapToDouble(v -> v).min().orElse(1);
    double high = values.stream().mapToDouble(v -> v).max().orElse(10);
    return new LogAxis(low / roomBelow, Math.max(high * roomAbove, low * 2));
  }

  double decades() {
    return Math.log10(high / low);
  }

  /** The value that lies at a fraction of the axis's length from its low end. */
  double at(double fraction) {
    return low * Math.pow(high / low, fraction);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    int step = decades() > MANY_DECADES ? 2 : 1;
    double[] within = decades() < FEW_DECADES ? new double[] {1, 2, 5} : new double[] {1};
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power += step) {
      for (double digit : within) {
        double tick = Double.parseDouble((int) digit + "e" + power);
        if (tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** The position channel of a field on this axis. */
  ObjectNode channel(String field, String heading) {
    ObjectNode channel =
        Spec.parse(
            """
            {"type": "quantitative", "scale": {"type": "log", "nice": false},
             "axis": {"labelExpr": "datum.value >= 1e4 ? format(datum.value, '~s') : format(datum.value, ',~r')"}}
            """);
    channel.put("field", field);
    channel.put("title", heading);
    ArrayNode domain = ((ObjectNode) channel.get("scale")).putArray("domain");
    domain.add(low).add(high);
    ArrayNode values = ((ObjectNode) channel.get("axis")).putArray("values");
    ticks().forEach(values::add);
    return channel;
  }
}
