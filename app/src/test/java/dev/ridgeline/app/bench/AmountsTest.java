package dev.ridgeline.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AmountsTest {
  @Test
  void readsBatches() {
    assertThat(Amounts.batches("1, 8,32,8")).containsExactly(1L, 8L, 32L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1,0", "-1", "1,,8", "eight", "1.5", "", "99999999", "1 8"})
  void refusesOtherBatches(String given) {
    assertThatThrownBy(() -> Amounts.batches(given))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--batch is '"
                + given
                + "'; give whole numbers from 1 to 16777216, at most 64 of them, such as --batch 1,8");
  }

  @Test
  void readsMemory() {
    assertThat(Amounts.memoryBytes("512m")).isEqualTo(512L << 20);
    assertThat(Amounts.memoryBytes("1.5G")).isEqualTo(3L << 29);
    assertThat(Amounts.memoryBytes("4GiB")).isEqualTo(4L << 30);
    assertThat(Amounts.memoryBytes("1kb")).isEqualTo(1024);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "lots", "-1g", "0m", "999999999999t", ""})
  void refusesOtherMemory(String given) {
    assertThatThrownBy(() -> Amounts.memoryBytes(given))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--memory-limit is '" + given + "'; give a size with its unit, such as 512m or 4g");
  }

  @Test
  void readsDimensions() {
    assertThat(Amounts.dimensions(List.of("W=320", "a=b=2")))
        .isEqualTo(Map.of("W", 320L, "a=b", 2L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"W", "W=", "=3", "W=0", "W=x"})
  void refusesOtherDimensions(String given) {
    assertThatThrownBy(() -> Amounts.dimensions(List.of(given)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--dim is '"
                + given
                + "'; give the name of a dimension and its size, such as --dim W=320");
  }

  @Test
  void takesTheSmallerOfKernelAndControlGroup(@TempDir Path root) throws IOException {
    assertThat(AvailableMemory.bytes(root)).isEqualTo(Long.MAX_VALUE);
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(
        root.resolve("proc/meminfo"), "MemTotal: 9 kB\nMemAvailable:    2048 kB\nCached: 1 kB\n");
    assertThat(AvailableMemory.bytes(root)).isEqualTo(2L << 20);
    Path group = Files.createDirectories(root.resolve("sys/fs/cgroup"));
    Files.writeString(group.resolve("memory.max"), "max\n");
    Files.writeString(group.resolve("memory.current"), "1000\n");
    assertThat(AvailableMemory.bytes(root)).isEqualTo(2L << 20);
    Files.writeString(group.resolve("memory.max"), "1500\n");
    assertThat(AvailableMemory.bytes(root)).isEqualTo(500);
  }
}
