package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.BufferReplacement;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Stmt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves every allocation out of serial loops, to just inside the parallel loop around it or to the
 * program's start, where the host makes it once. Contents do not outlive an iteration, so nothing
 * is lost. Copies of an allocation that earlier passes made share one buffer, or get names of their
 * own where their shapes differ.
 */
public final class HoistAllocations {
  private final Map<String, Buffer> hoisted = new LinkedHashMap<>();
  private final Set<String> elsewhere;

  /** Hoists to one place; names that buffers of other places have are {@code elsewhere}. */
  private HoistAllocations(Set<String> elsewhere) {
    this.elsewhere = elsewhere;
  }

  public static Stmt run(Stmt root) {
    return around(root, new HashSet<>());
  }

  private static Stmt around(Stmt s, Set<String> elsewhere) {
    HoistAllocations hoist = new HoistAllocations(elsewhere);
    Stmt out = hoist.strip(s);
    elsewhere.addAll(hoist.hoisted.keySet());
    for (Buffer buffer : new ArrayList<>(hoist.hoisted.values()).reversed()) {
      out = new Stmt.Allocate(buffer, out);
    }
    return out;
  }

  private Stmt strip(Stmt s) {
    return switch (s) {
      case Stmt.Loop x when x.kind() == LoopKind.PARALLEL -> {
        Set<String> others = new HashSet<>(elsewhere);
        others.addAll(hoisted.keySet());
        Stmt body = around(x.body(), others);
        elsewhere.addAll(others);
        elsewhere.removeAll(hoisted.keySet());
        yield x.withBody(body);
      }
      case Stmt.Loop x -> x.withBody(strip(x.body()));
      case Stmt.Sequence x -> {
        List<Stmt> parts = new ArrayList<>();
        x.statements().forEach(part -> parts.add(strip(part)));
        yield Stmt.Sequence.of(parts);
      }
      case Stmt.If x -> new Stmt.If(x.condition(), strip(x.then()), strip(x.otherwise()));
      case Stmt.Define x -> new Stmt.Define(x.var(), x.value(), strip(x.body()));
      case Stmt.Allocate x -> {
        Buffer placed = named(x.buffer());
        Stmt body = strip(x.body());
        yield placed.name().equals(x.buffer().name())
            ? body
            : new BufferReplacement(Map.of(x.buffer().name(), placed)).stmt(body);
      }
      default -> s;
    };
  }

  /** The hoisted buffer for an allocation: the one that is there, or a new one. */
  private Buffer named(Buffer buffer) {
    Buffer candidate = buffer;
    for (int n = 2; ; n++) {
      boolean free = !elsewhere.contains(candidate.name());
      Buffer known = free ? hoisted.putIfAbsent(candidate.name(), candidate) : candidate;
      if (free && (known == null || known.equals(candidate))) {
        return candidate;
      }
      candidate =
          new Buffer(
              buffer.name() + "_" + n,
              buffer.dtype(),
              buffer.shape(),
              buffer.strides(),
              buffer.scope());
    }
  }
}
