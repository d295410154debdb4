package dev.ridgeline.mcu.simulate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most bytes of stack that a function can take, from gcc's {@code -fcallgraph-info=su}: its own
 * frame and the deepest of what it calls.
 */
final class StackUse {
  private static final Pattern NODE =
      Pattern.compile("node: \\{ title: \"([^\"]*)\" label: \"([^\"]*)\"");
  private static final Pattern BYTES = Pattern.compile("(\\d+) bytes \\((\\w[^)]*)\\)");
  private static final Pattern EDGE =
      Pattern.compile("edge: \\{ sourcename: \"([^\"]*)\" targetname: \"([^\"]*)\"");

  private final Map<String, Long> frames = new HashMap<>();
  private final Map<String, Set<String>> calls = new HashMap<>();

  /** Reads the lines of a {@code .ci} file. */
  StackUse(List<String> lines) {
    for (String line : lines) {
      Matcher node = NODE.matcher(line);
      if (node.find()) {
        Matcher bytes = BYTES.matcher(node.group(2));
        if (bytes.find()) {
          frames.put(node.group(1), Long.parseLong(bytes.group(1)));
        }
      }
      Matcher edge = EDGE.matcher(line);
      if (edge.find()) {
        calls.computeIfAbsent(edge.group(1), _ -> new HashSet<>()).add(edge.group(2));
      }
    }
  }

  /**
   * The most bytes of {@code function}.
   *
   * @throws IllegalStateException where a frame is not known, or functions call themselves
   */
  long of(String function) {
    return of(function, Set.of());
  }

  private long of(String function, Set<String> above) {
    Long frame = frames.get(function);
    if (frame == null) {
      throw new IllegalStateException("the stack of '" + function + "' is not known");
    }
    if (above.contains(function)) {
      throw new IllegalStateException("'" + function + "' calls itself");
    }
    Set<String> path = new HashSet<>(above);
    path.add(function);
    long deepest = 0;
    for (String callee : calls.getOrDefault(function, Set.of())) {
      deepest = Math.max(deepest, of(callee, path));
    }
    return frame + deepest;
  }
}
