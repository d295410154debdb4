package dev.ridgeline.compiler.expression;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.AxisKind;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The plain program of a computation: a loop nest a stage, spatial axes outside, in the order in
 * which they were written. A block has the name of its tensor. A loop has the name of its axis; the
 * second of that name carries the stage's too ({@code i_C}).
 */
public final class LoopNests {
  private final Set<String> loops = new HashSet<>();

  private LoopNests() {}

  public static Program of(Computation c) {
    LoopNests nests = new LoopNests();
    List<Stmt> parts = c.stages().stream().map(nests::nest).toList();
    Set<String> outputs = new HashSet<>();
    c.outputs().forEach(b -> outputs.add(b.name()));
    List<Buffer> internals =
        c.stages().stream().map(Stage::output).filter(b -> !outputs.contains(b.name())).toList();
    return new Program(
        c.name(), c.inputs(), c.outputs(), internals, List.of(), Stmt.Sequence.of(parts));
  }

  private Stmt nest(Stage s) {
    List<Axis> axes = new ArrayList<>();
    Map<String, Expr> inner = new HashMap<>();
    List<IndexAxis> all = new ArrayList<>(s.spatial());
    all.addAll(s.reduce());
    for (IndexAxis axis : all) {
      AxisKind kind = s.spatial().contains(axis) ? AxisKind.SPATIAL : AxisKind.REDUCE;
      Expr.Var loop = Expr.Var.index(loopName(axis.var().name(), s.output().name()));
      Expr.Var own = Expr.Var.index("v" + axis.var().name());
      inner.put(axis.var().name(), own);
      axes.add(new Axis(own, kind, axis.extent(), loop));
    }
    List<Expr> indices =
        s.spatial().stream().map(a -> inner.get(a.var().name())).map(Expr.class::cast).toList();
    Stmt.Store store = new Stmt.Store(s.output(), indices, Substitution.in(s.value(), inner));
    Stmt body =
        new Stmt.Block(
            s.output().name(),
            axes,
            Exprs.TRUE,
            store,
            s.combiner(),
            s.combiner() != Combiner.NONE);
    for (Axis axis : axes.reversed()) {
      body = Stmt.Loop.serial((Expr.Var) axis.binding(), Exprs.index(axis.extent()), body);
    }
    return body;
  }

  private String loopName(String axis, String stage) {
    if (loops.add(axis)) {
      return axis;
    }
    String name = axis + "_" + stage;
    for (int n = 2; !loops.add(name); n++) {
      name = axis + "_" + stage + n;
    }
    return name;
  }
}
