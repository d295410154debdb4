package dev.ridgeline.compiler.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Gives the names of a program others that C takes, none twice where both are seen. */
final class NameScope {
  private record Block(Map<String, String> names, Set<String> taken, Set<String> indices) {
    Block() {
      this(new HashMap<>(), new HashSet<>(), new HashSet<>());
    }
  }

  private final Predicate<String> reserved;
  private final Deque<Block> blocks = new ArrayDeque<>();

  NameScope(Predicate<String> reserved) {
    this.reserved = reserved;
    open();
  }

  void open() {
    blocks.push(new Block());
  }

  void close() {
    blocks.pop();
  }

  /** A new name for {@code name}, until the block closes. */
  String declare(String name) {
    String base = identifier(name, reserved);
    String free = base;
    for (int n = 2; isTaken(free); n++) {
      free = base + "_" + n;
    }
    Block block = blocks.element();
    block.names().put(name, free);
    block.taken().add(free);
    block.indices().remove(name);
    return free;
  }

  /** A new name for something of the dialect's index type. */
  String declareIndex(String name) {
    String free = declare(name);
    blocks.element().indices().add(name);
    return free;
  }

  private boolean isTaken(String name) {
    return blocks.stream().anyMatch(b -> b.taken().contains(name));
  }

  private Optional<Block> holder(String name) {
    return blocks.stream().filter(b -> b.names().containsKey(name)).findFirst();
  }

  String get(String name) {
    return holder(name)
        .map(b -> b.names().getOrDefault(name, ""))
        .orElseThrow(() -> new IllegalStateException("'" + name + "' is not defined"));
  }

  boolean isIndex(String name) {
    return holder(name).map(b -> b.indices().contains(name)).orElse(false);
  }

  /** The name with letters, digits and underscores only, and no word of the language. */
  static String identifier(String name, Predicate<String> reserved) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '_');
      out.append(plain ? c : '_');
    }
    if (out.isEmpty() || Character.isDigit(out.charAt(0)) || out.charAt(0) == '_') {
      out.insert(0, 'v');
    }
    String text = out.toString();
    return reserved.test(text) ? text + "_" : text;
  }
}
