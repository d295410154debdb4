package dev.ridgeline.compiler.ir;

import java.util.ArrayList;
import java.util.List;

/**
 * Rebuilds programs. A pass extends it and overrides what it changes; what is not overridden is
 * rebuilt from its rewritten parts, and shared where no part changed.
 */
@SuppressWarnings("ReferenceEquality") // the same object means: nothing changed below
public class Rewriter {

  public Program program(Program p) {
    List<Function> functions = p.functions().stream().map(this::function).toList();
    return new Program(p.name(), p.inputs(), p.outputs(), p.internals(), functions, stmt(p.body()));
  }

  protected Function function(Function f) {
    return new Function(f.name(), f.buffers(), f.scalars(), stmt(f.body()));
  }

  /** A statement, rewritten. */
  public Stmt stmt(Stmt s) {
    return switch (s) {
      case Stmt.Loop x -> loop(x);
      case Stmt.Block x -> block(x);
      case Stmt.Store x -> store(x);
      case Stmt.Sequence x -> sequence(x);
      case Stmt.If x -> condition(x);
      case Stmt.Allocate x -> allocate(x);
      case Stmt.Define x -> define(x);
      case Stmt.Assign x -> assign(x);
      case Stmt.Call x -> call(x);
    };
  }

  protected Stmt loop(Stmt.Loop s) {
    Expr extent = expr(s.extent());
    Stmt body = stmt(s.body());
    return extent == s.extent() && body == s.body()
        ? s
        : new Stmt.Loop(s.var(), extent, s.kind(), s.partition(), body);
  }

  protected Stmt block(Stmt.Block s) {
    List<Axis> axes = new ArrayList<>();
    for (Axis axis : s.axes()) {
      axes.add(axis.withBinding(expr(axis.binding())));
    }
    Stmt.Store store = (Stmt.Store) Rewriter.this.store(s.store());
    return new Stmt.Block(
        s.name(), axes, expr(s.predicate()), store, s.combiner(), s.initializes());
  }

  protected Stmt store(Stmt.Store s) {
    List<Expr> indices = exprs(s.indices());
    Expr value = expr(s.value());
    Expr active = expr(s.active());
    return indices == s.indices() && value == s.value() && active == s.active()
        ? s
        : new Stmt.Store(s.buffer(), indices, value, active);
  }

  protected Stmt sequence(Stmt.Sequence s) {
    List<Stmt> parts = new ArrayList<>();
    boolean same = true;
    for (Stmt part : s.statements()) {
      Stmt rewritten = stmt(part);
      same &= rewritten == part;
      parts.add(rewritten);
    }
    return same ? s : Stmt.Sequence.of(parts);
  }

  protected Stmt condition(Stmt.If s) {
    Expr condition = expr(s.condition());
    Stmt then = stmt(s.then());
    Stmt otherwise = stmt(s.otherwise());
    return condition == s.condition() && then == s.then() && otherwise == s.otherwise()
        ? s
        : new Stmt.If(condition, then, otherwise);
  }

  protected Stmt allocate(Stmt.Allocate s) {
    Stmt body = stmt(s.body());
    return body == s.body() ? s : new Stmt.Allocate(s.buffer(), body);
  }

  protected Stmt define(Stmt.Define s) {
    Expr value = expr(s.value());
    Stmt body = stmt(s.body());
    return value == s.value() && body == s.body() ? s : new Stmt.Define(s.var(), value, body);
  }

  protected Stmt assign(Stmt.Assign s) {
    Expr value = expr(s.value());
    return value == s.value() ? s : new Stmt.Assign(s.var(), value);
  }

  protected Stmt call(Stmt.Call s) {
    List<Expr> scalars = exprs(s.scalars());
    return scalars == s.scalars() ? s : new Stmt.Call(s.function(), s.buffers(), scalars);
  }

  /** Expressions, rewritten; the list itself where none changed. */
  public List<Expr> exprs(List<Expr> list) {
    List<Expr> out = new ArrayList<>(list.size());
    boolean same = true;
    for (Expr e : list) {
      Expr rewritten = expr(e);
      same &= rewritten == e;
      out.add(rewritten);
    }
    return same ? list : out;
  }

  /** An expression, rewritten. */
  public Expr expr(Expr e) {
    return switch (e) {
      case Expr.IntImm x -> x;
      case Expr.FloatImm x -> x;
      case Expr.Var x -> var(x);
      case Expr.Unary x -> {
        Expr a = expr(x.a());
        yield a == x.a() ? x : new Expr.Unary(x.op(), a);
      }
      case Expr.Binary x -> binary(x);
      case Expr.Compare x -> {
        Expr a = expr(x.a());
        Expr b = expr(x.b());
        yield a == x.a() && b == x.b() ? x : new Expr.Compare(x.op(), a, b);
      }
      case Expr.Fma x -> {
        Expr a = expr(x.a());
        Expr b = expr(x.b());
        Expr c = expr(x.c());
        yield a == x.a() && b == x.b() && c == x.c() ? x : new Expr.Fma(a, b, c);
      }
      case Expr.Select x -> {
        Expr condition = expr(x.condition());
        Expr then = expr(x.then());
        Expr otherwise = expr(x.otherwise());
        yield condition == x.condition() && then == x.then() && otherwise == x.otherwise()
            ? x
            : new Expr.Select(condition, then, otherwise);
      }
      case Expr.Cast x -> {
        Expr a = expr(x.a());
        yield a == x.a() ? x : new Expr.Cast(x.to(), a);
      }
      case Expr.Reinterpret x -> {
        Expr a = expr(x.a());
        yield a == x.a() ? x : new Expr.Reinterpret(x.to(), a);
      }
      case Expr.Load x -> load(x);
      case Expr.Ramp x -> {
        Expr base = expr(x.base());
        yield base == x.base() ? x : new Expr.Ramp(base, x.stride(), x.lanes());
      }
      case Expr.Broadcast x -> {
        Expr value = expr(x.value());
        yield value == x.value() ? x : new Expr.Broadcast(value, x.lanes());
      }
    };
  }

  protected Expr var(Expr.Var e) {
    return e;
  }

  protected Expr binary(Expr.Binary e) {
    Expr a = expr(e.a());
    Expr b = expr(e.b());
    return a == e.a() && b == e.b() ? e : new Expr.Binary(e.op(), a, b);
  }

  protected Expr load(Expr.Load e) {
    List<Expr> indices = exprs(e.indices());
    Expr active = expr(e.active());
    return indices == e.indices() && active == e.active()
        ? e
        : new Expr.Load(e.buffer(), indices, active);
  }
}
