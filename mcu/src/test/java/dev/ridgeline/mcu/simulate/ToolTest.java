package dev.ridgeline.mcu.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ToolTest {
  private static final Map<String, String> SYSTEM = Map.of("PATH", "/bin:/usr/bin");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder = Path.of("");

  private static Tool shell() {
    return Tool.find("sh", SYSTEM, "it is needed");
  }

  @Test
  void aMissingProgramIsNamedWithItsUse() {
    assertThatThrownBy(() -> Tool.find("arm-none-eabi-gcc", Map.of("PATH", "/none"), "install it"))
        .isInstanceOf(UserError.class)
        .hasMessage("arm-none-eabi-gcc is not on the path; install it");
  }

  @Test
  void whatItPrintsComesBack() {
    assertThat(shell().run(folder, LIMIT, "spoke", List.of("-c", "echo out; echo err >&2")))
        .isEqualTo("out\nerr\n");
  }

  @Test
  void aFailureShowsTheLineOfTheError() {
    assertThatThrownBy(() ->
            shell()
                .run(
                    folder, LIMIT, "compiled", List.of("-c", "echo a; echo b.c: error: c; exit 3")))
        .isInstanceOf(UserError.class)
        .hasMessage("sh ended with status 3 while it compiled: b.c: error: c; nothing was written");
  }

  @Test
  void whatDoesNotEndIsEnded() {
    assertThatThrownBy(() ->
            shell().run(folder, Duration.ofMillis(200), "slept", List.of("-c", "exec sleep 30")))
        .isInstanceOf(UserError.class)
        .hasMessage("sh did not end within 0 s while it slept; nothing was written");
  }

  @Test
  void sizesAreTheSecondLine() {
    assertThat(Sizes.parse("   text\t   data\n  34740\t      4\t   8640\t  43380\n"))
        .isEqualTo(new Sizes(34740, 4, 8640));
    assertThatThrownBy(() -> Sizes.parse("no sizes"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("arm-none-eabi-size printed no sizes");
  }
}
