package dev.ridgeline.compiler.ir;

import java.util.List;

/** The grammar of statements. {@link Level} says which of them a program of a level may hold. */
public sealed interface Stmt {

  /**
   * {@code body} for {@code var} from 0 to {@code extent} (exclusive; not at all where it is 0 or
   * less).
   *
   * @param partition whether lowering splits off the iterations in which a condition can fail
   */
  record Loop(Expr.Var var, Expr extent, LoopKind kind, boolean partition, Stmt body)
      implements Stmt {
    public static Loop serial(Expr.Var var, Expr extent, Stmt body) {
      return new Loop(var, extent, LoopKind.SERIAL, false, body);
    }

    public Loop withBody(Stmt other) {
      return new Loop(var, extent, kind, partition, other);
    }

    public Loop withKind(LoopKind other) {
      return new Loop(var, extent, other, partition, body);
    }
  }

  /**
   * The unit that schedules move: one store for each point of its axes.
   *
   * @param name unique in the program
   * @param axes its iterators; the store is written in them, their bindings in the loops around
   * @param predicate over the loops around; where it is false nothing happens
   * @param store what is computed; with a combiner, the term that is folded into the element
   * @param combiner how terms are folded; NONE for a block that is no reduction
   * @param initializes whether the reduction sets the identity before its first term itself
   */
  record Block(
      String name,
      List<Axis> axes,
      Expr predicate,
      Store store,
      Combiner combiner,
      boolean initializes)
      implements Stmt {
    public Block {
      axes = List.copyOf(axes);
      if (initializes && combiner == Combiner.NONE) {
        throw new IllegalArgumentException(
            "block '" + name + "' is no reduction and cannot initialize one");
      }
    }

    public boolean isReduction() {
      return combiner != Combiner.NONE;
    }

    public Block withAxes(List<Axis> other) {
      return new Block(name, other, predicate, store, combiner, initializes);
    }

    public Block withPredicate(Expr other) {
      return new Block(name, axes, other, store, combiner, initializes);
    }

    public Block withStore(Store other) {
      return new Block(name, axes, predicate, other, combiner, initializes);
    }
  }

  /**
   * Writes elements of a buffer; indices as in {@link Expr.Load}.
   *
   * @param active how many leading lanes are written
   */
  record Store(Buffer buffer, List<Expr> indices, Expr value, Expr active) implements Stmt {
    public Store {
      indices = List.copyOf(indices);
    }

    public Store(Buffer buffer, List<Expr> indices, Expr value) {
      this(buffer, indices, value, Exprs.index(value.type().lanes()));
    }

    public boolean isWhole() {
      return Exprs.constant(active).orElse(-1) >= value.type().lanes();
    }
  }

  /** One after the other; empty for nothing at all. */
  record Sequence(List<Stmt> statements) implements Stmt {
    public static final Sequence EMPTY = new Sequence(List.of());

    public Sequence {
      statements = List.copyOf(statements);
    }

    /** The statements in order, nested sequences dissolved; the only one as it is. */
    public static Stmt of(List<? extends Stmt> parts) {
      List<Stmt> flat =
          parts.stream()
              .flatMap(s ->
                  s instanceof Sequence(List<Stmt> inner)
                      ? inner.stream()
                      : java.util.stream.Stream.of(s))
              .toList();
      return flat.size() == 1 ? flat.getFirst() : new Sequence(flat);
    }
  }

  record If(Expr condition, Stmt then, Stmt otherwise) implements Stmt {
    public If(Expr condition, Stmt then) {
      this(condition, then, Sequence.EMPTY);
    }
  }

  /** A buffer that lives, with undefined contents at first, as long as {@code body} runs. */
  record Allocate(Buffer buffer, Stmt body) implements Stmt {}

  /** A local that lives as long as {@code body} runs and may be assigned to there. */
  record Define(Expr.Var var, Expr value, Stmt body) implements Stmt {}

  record Assign(Expr.Var var, Expr value) implements Stmt {}

  /** Calls a {@link Function} of the same program. */
  record Call(String function, List<Buffer> buffers, List<Expr> scalars) implements Stmt {
    public Call {
      buffers = List.copyOf(buffers);
      scalars = List.copyOf(scalars);
    }
  }
}
