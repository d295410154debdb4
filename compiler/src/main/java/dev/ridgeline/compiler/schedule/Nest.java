package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.simplify.Ranges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds loops and blocks by name in the tree of a program, and puts others in their place. */
final class Nest {
  private Nest() {}

  /** The statements from the root to the first that passes, which is the last; empty for none. */
  static List<Stmt> path(Stmt root, java.util.function.Predicate<Stmt> wanted) {
    List<Stmt> path = new ArrayList<>();
    descend(root, wanted, path);
    return path;
  }

  private static boolean descend(
      Stmt s, java.util.function.Predicate<Stmt> wanted, List<Stmt> path) {
    path.add(s);
    boolean found =
        wanted.test(s)
            || switch (s) {
              case Stmt.Loop x -> descend(x.body(), wanted, path);
              case Stmt.Sequence x ->
                  x.statements().stream().anyMatch(p -> descend(p, wanted, path));
              case Stmt.Allocate x -> descend(x.body(), wanted, path);
              default -> false;
            };
    if (!found) {
      path.removeLast();
    }
    return found;
  }

  static Optional<Stmt.Loop> findLoop(Program p, String name) {
    List<Stmt> path = path(p.body(), s -> isLoop(s, name));
    return path.isEmpty() ? Optional.empty() : Optional.of((Stmt.Loop) path.getLast());
  }

  /** The loop of that name, or a refusal that lists those that there are. */
  static Stmt.Loop loop(Program p, String primitive, String name) {
    return findLoop(p, name)
        .orElseThrow(() ->
            Refusal.of(
                primitive,
                "loop '" + name + "'",
                "there is no such loop; the program has "
                    + names(loops(p.body()).stream().map(l -> l.var().name()).toList())));
  }

  /** The block of that name, or a refusal that lists those that there are. */
  static Stmt.Block block(Program p, String primitive, String name) {
    return blocks(p.body()).stream()
        .filter(b -> b.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Refusal.of(
                primitive,
                "block '" + name + "'",
                "there is no such block; the program has "
                    + names(blocks(p.body()).stream().map(Stmt.Block::name).toList())));
  }

  static String names(List<String> list) {
    return list.isEmpty()
        ? "none"
        : list.stream().map(n -> "'" + n + "'").collect(Collectors.joining(", "));
  }

  static boolean isLoop(Stmt s, String name) {
    return s instanceof Stmt.Loop loop && loop.var().name().equals(name);
  }

  static boolean isBlock(Stmt s, String name) {
    return s instanceof Stmt.Block block && block.name().equals(name);
  }

  static List<Stmt.Block> blocks(Stmt s) {
    List<Stmt.Block> found = new ArrayList<>();
    Walker.statements(
        s,
        part -> {
          if (part instanceof Stmt.Block block) {
            found.add(block);
          }
        });
    return found;
  }

  static List<Stmt.Loop> loops(Stmt s) {
    List<Stmt.Loop> found = new ArrayList<>();
    Walker.statements(
        s,
        part -> {
          if (part instanceof Stmt.Loop loop) {
            found.add(loop);
          }
        });
    return found;
  }

  /** The loops around the block, outermost first. */
  static List<Stmt.Loop> loopsAround(Program p, String block) {
    return path(p.body(), s -> isBlock(s, block)).stream()
        .filter(Stmt.Loop.class::isInstance)
        .map(Stmt.Loop.class::cast)
        .toList();
  }

  /** What the loops of a path let their variables be. */
  static Ranges ranges(List<? extends Stmt> path) {
    Ranges ranges = Ranges.NONE;
    for (Stmt s : path) {
      if (s instanceof Stmt.Loop loop) {
        ranges = ranges.withLoop(loop.var().name(), loop.extent());
      }
    }
    return ranges;
  }

  /** The constant extent of a loop. */
  static int extent(String primitive, Stmt.Loop loop) {
    if (loop.extent() instanceof Expr.IntImm imm) {
      return (int) imm.value();
    }
    throw Refusal.of(primitive, "loop '" + loop.var().name() + "'", "its extent is not constant");
  }

  /** {@code root} with another statement in the place of {@code old} (the very object). */
  @SuppressWarnings("ReferenceEquality") // two equal statements may stand in different places
  static Stmt replace(Stmt root, Stmt old, Stmt replacement) {
    return new Rewriter() {
      @Override
      public Stmt stmt(Stmt s) {
        return s == old ? replacement : super.stmt(s);
      }

      @Override
      protected Stmt block(Stmt.Block s) {
        return s;
      }
    }.stmt(root);
  }

  /** Refuses a name for a new loop that stands for another loop or an iterator already. */
  static void requireFresh(Program p, String primitive, String name, List<String> replaced) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
      throw Refusal.of(primitive, "'" + name + "'", "a loop's name is letters, digits, _ and .");
    }
    boolean iterator =
        blocks(p.body()).stream()
            .anyMatch(b -> b.axes().stream().anyMatch(a -> a.var().name().equals(name)));
    if (iterator || (findLoop(p, name).isPresent() && !replaced.contains(name))) {
      throw Refusal.of(
          primitive,
          "'" + name + "'",
          "it is the name of another "
              + (iterator ? "iterator" : "loop")
              + "; choose an unused one");
    }
  }

  /** A name that no loop of the program has, made from {@code wish}. */
  static String unused(Program p, String wish) {
    List<String> taken = new ArrayList<>();
    loops(p.body()).forEach(l -> taken.add(l.var().name()));
    blocks(p.body()).forEach(b -> b.axes().forEach(a -> taken.add(a.var().name())));
    String name = wish;
    for (int n = 2; taken.contains(name); n++) {
      name = wish + "_" + n;
    }
    return name;
  }
}
