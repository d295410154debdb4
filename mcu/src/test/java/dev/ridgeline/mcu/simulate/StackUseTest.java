package dev.ridgeline.mcu.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StackUseTest {
  private static String node(String name, int bytes) {
    return "node: { title: \"%s\" label: \"%s\\nx.c:1:1\\n%d bytes (static)\" }"
        .formatted(name, name, bytes);
  }

  private static String edge(String from, String to) {
    return "edge: { sourcename: \"%s\" targetname: \"%s\" label: \"x.c:2:3\" }".formatted(from, to);
  }

  @Test
  void theDeepestPathCounts() {
    StackUse use =
        new StackUse(
            List.of(
                node("a", 8),
                node("b", 100),
                node("c", 16),
                node("d", 90),
                edge("a", "b"),
                edge("a", "c"),
                edge("c", "d")));
    assertThat(use.of("a")).isEqualTo(8 + 16 + 90);
  }

  @Test
  void whatIsNotKnownIsNotGuessed() {
    StackUse use = new StackUse(List.of(node("a", 8), edge("a", "memcpy")));
    assertThatThrownBy(() -> use.of("a")).hasMessage("the stack of 'memcpy' is not known");
  }

  @Test
  void recursionIsRefused() {
    StackUse use = new StackUse(List.of(node("a", 8), edge("a", "a")));
    assertThatThrownBy(() -> use.of("a")).hasMessage("'a' calls itself");
  }
}
