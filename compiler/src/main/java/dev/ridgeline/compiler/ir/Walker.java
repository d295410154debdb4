package dev.ridgeline.compiler.ir;

import java.util.function.Consumer;

/** Visits every part of a program, outside in, in order of execution where there is one. */
public final class Walker {
  private Walker() {}

  /** Every statement in {@code s}, itself first. */
  public static void statements(Stmt s, Consumer<Stmt> visit) {
    visit.accept(s);
    switch (s) {
      case Stmt.Loop x -> statements(x.body(), visit);
      case Stmt.Block x -> statements(x.store(), visit);
      case Stmt.Sequence x -> x.statements().forEach(part -> statements(part, visit));
      case Stmt.If x -> {
        statements(x.then(), visit);
        statements(x.otherwise(), visit);
      }
      case Stmt.Allocate x -> statements(x.body(), visit);
      case Stmt.Define x -> statements(x.body(), visit);
      case Stmt.Store _, Stmt.Assign _, Stmt.Call _ -> {}
    }
  }

  /** Every expression that stands in {@code s}, with all its parts. */
  public static void expressions(Stmt s, Consumer<Expr> visit) {
    statements(s, part -> own(part, visit));
  }

  private static void own(Stmt s, Consumer<Expr> visit) {
    switch (s) {
      case Stmt.Loop x -> expressions(x.extent(), visit);
      case Stmt.Block x -> {
        x.axes().forEach(axis -> expressions(axis.binding(), visit));
        expressions(x.predicate(), visit);
      }
      case Stmt.Store x -> {
        x.indices().forEach(i -> expressions(i, visit));
        expressions(x.value(), visit);
        expressions(x.active(), visit);
      }
      case Stmt.If x -> expressions(x.condition(), visit);
      case Stmt.Define x -> expressions(x.value(), visit);
      case Stmt.Assign x -> expressions(x.value(), visit);
      case Stmt.Call x -> x.scalars().forEach(e -> expressions(e, visit));
      case Stmt.Sequence _, Stmt.Allocate _ -> {}
    }
  }

  /** {@code e} and all its parts. */
  public static void expressions(Expr e, Consumer<Expr> visit) {
    visit.accept(e);
    switch (e) {
      case Expr.IntImm _, Expr.FloatImm _, Expr.Var _ -> {}
      case Expr.Unary x -> expressions(x.a(), visit);
      case Expr.Binary x -> {
        expressions(x.a(), visit);
        expressions(x.b(), visit);
      }
      case Expr.Compare x -> {
        expressions(x.a(), visit);
        expressions(x.b(), visit);
      }
      case Expr.Fma x -> {
        expressions(x.a(), visit);
        expressions(x.b(), visit);
        expressions(x.c(), visit);
      }
      case Expr.Select x -> {
        expressions(x.condition(), visit);
        expressions(x.then(), visit);
        expressions(x.otherwise(), visit);
      }
      case Expr.Cast x -> expressions(x.a(), visit);
      case Expr.Reinterpret x -> expressions(x.a(), visit);
      case Expr.Load x -> {
        x.indices().forEach(i -> expressions(i, visit));
        expressions(x.active(), visit);
      }
      case Expr.Ramp x -> expressions(x.base(), visit);
      case Expr.Broadcast x -> expressions(x.value(), visit);
    }
  }

  /** Whether the variable occurs in {@code e}. */
  public static boolean uses(Expr e, String var) {
    boolean[] found = {false};
    expressions(e, part -> found[0] |= part instanceof Expr.Var v && v.name().equals(var));
    return found[0];
  }
}
