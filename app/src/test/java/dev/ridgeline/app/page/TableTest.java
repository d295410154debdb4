package dev.ridgeline.app.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  private static final Column NAME = Column.text("name", "Name");
  private static final Column COUNT = Column.integer("count", "Count", "");

  private static String html(Table table) {
    StringBuilder out = new StringBuilder();
    TableWriter.write(out, table, true);
    return out.toString();
  }

  @Test
  void countsKeepAllTheirDigits() {
    Table table = Table.of("T", NAME, COUNT).row("a", 9_007_199_254_740_993L).build();
    assertThat(html(table)).contains("data-v=\"9007199254740993\">9,007,199,254,740,993<");
  }

  @Test
  void whatIsNotKnownIsADash() {
    Column real = Column.number("real", "Real", "ms", 3);
    Table table = Table.of("T", NAME, real).row("a", Double.NaN).row("b", Optional.empty()).build();
    assertThat(html(table).split("data-v=\"\">–<", -1)).hasSize(3);
    assertThat(Spec.rows(table).toString())
        .isEqualTo("[{\"name\":\"a\",\"real\":null},{\"name\":\"b\",\"real\":null}]");
  }

  @Test
  void suspectRowsAreMarked() {
    Table table =
        Table.of("T", NAME, Column.mark("why", "Suspect"))
            .row("a", "")
            .row("b", "too fast")
            .build();
    assertThat(html(table)).containsOnlyOnce("<tr class=\"suspect\">").contains("too fast");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> Table.of("T", NAME, COUNT).row("a").build())
        .hasMessage("a row of 'T' has 1 cells for 2 columns");
    assertThatThrownBy(() -> Table.of("T", NAME, COUNT).row("a", "b").build())
        .hasMessageContaining("column 'count' of 'T' is INTEGER and cannot hold");
    assertThatThrownBy(() -> Table.of("T", NAME, NAME).build())
        .hasMessage("two columns of 'T' have the same field");
    assertThatThrownBy(() -> Column.text("two words", "Title"))
        .hasMessage("column field 'two words' must be letters and digits, starting with a letter");
    assertThatThrownBy(() -> Cell.of(Instant.EPOCH))
        .hasMessage("a cell holds a string or a number, not java.time.Instant");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1234.5|3|1,230",
        "0|3|0",
        "0.77|3|0.770",
        "0.000012|2|1.2e-5",
        "99.96|3|100",
        "-5.25|2|-5.3",
        "1e15|3|1.00e15",
        "7|1|7",
        "0.5|1|0.5",
        "1e-9|1|1e-9",
        "61100840|8|61,100,840"
      })
  void writesSignificantDigits(double value, int digits, String written) {
    assertThat(Numbers.significant(value, digits)).isEqualTo(written);
  }

  @Test
  void writesPerCent() {
    assertThat(Numbers.percent(new BigDecimal("0.12345"), 1)).isEqualTo("12.3");
    assertThat(Numbers.significant(Double.NaN, 3)).isEqualTo("–");
  }
}
