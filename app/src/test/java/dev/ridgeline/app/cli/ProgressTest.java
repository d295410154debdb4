package dev.ridgeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static final long QUIET = 1_000_000_000L;

  private final StringWriter text = new StringWriter();
  private final AtomicLong now = new AtomicLong();

  private Progress progress(boolean terminal) {
    return new Progress(new PrintWriter(text), terminal, now::get, QUIET);
  }

  @Test
  void saysNothingWhileACommandIsQuick() {
    Progress progress = progress(false);
    progress.step("one");
    now.set(QUIET - 1);
    progress.step("two");
    assertThat(text.toString()).isEmpty();
  }

  @Test
  void printsPlainLinesNowAndThenWhereThereIsNoTerminal() {
    Progress progress = progress(false);
    now.set(QUIET);
    progress.step("one");
    progress.step("two");
    now.set(2 * QUIET);
    progress.step("three");
    progress.clear();
    assertThat(text.toString()).isEqualTo("one%nthree%n".formatted());
  }

  @Test
  void writesOneLineOverOnATerminalAndTakesItAway() {
    Progress progress = progress(true);
    now.set(QUIET);
    progress.step("one");
    progress.step("two");
    progress.clear();
    progress.clear();
    assertThat(text.toString()).isEqualTo("\r\033[Kone\r\033[Ktwo\r\033[K");
  }

  @Test
  void showsAStepThatAloneTakesLong() throws InterruptedException {
    Progress progress = new Progress(new PrintWriter(text), false, System::nanoTime, 20_000_000L);
    progress.step("long");
    for (int tries = 0; tries < 500 && text.toString().isEmpty(); tries++) {
      Thread.sleep(10);
    }
    assertThat(text.toString()).isEqualTo("long%n".formatted());
  }
}
