package dev.ridgeline.core.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.core.shape.Specialise;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model against its published parameters and multiply-accumulates, to the digit. */
final class PublishedCostsTest {
  /** One line of published-costs.csv; an empty cell says that nothing is published. */
  record Row(String name, String sequence, String params, String macs, String forwardBackward) {
    ZooOptions options() {
      ZooOptions standard = ZooOptions.standard();
      return sequence.isEmpty() ? standard : standard.withSequence(Integer.parseInt(sequence));
    }
  }

  static List<Row> rows() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            PublishedCostsTest.class.getResourceAsStream("published-costs.csv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .skip(1)
          .map(line -> List.of(line.split(",", -1)))
          .map(c -> new Row(c.get(0), c.get(1), c.get(2), c.get(3), c.get(4)))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void equalsThePublishedFigures(Row row) {
    Ledger ledger =
        CostAnalysis.of(Specialise.symbols(Zoo.build(row.name(), row.options()), Map.of("N", 1L)));
    assertThat(ledger.uncounted()).isEmpty();
    assertCell(row.params(), ledger.parameters());
    assertCell(row.macs(), ledger.forward().work().macs());
    assertCell(row.forwardBackward(), ledger.forwardBackwardMacs());
  }

  private static void assertCell(String published, long ours) {
    if (!published.isEmpty()) {
      assertThat(ours).isEqualTo(Long.parseLong(published));
    }
  }
}
