package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.ir.Walker;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The grammar of a level: statements, names, types, calls, writes to inputs. */
final class StatementRules {
  private final Place place;
  private final Region region;
  private final Scopes scopes;
  private final ExpressionRules exprs;
  private final Map<String, Function> functions = new HashMap<>();
  private final Set<String> inputs = new HashSet<>();
  private final Set<String> blocks = new HashSet<>();
  private final Map<String, Set<String>> writes;

  private StatementRules(String root, Region region, Program p, Map<String, Set<String>> writes) {
    this.place = new Place(root);
    this.region = region;
    this.scopes = new Scopes(place);
    this.exprs = new ExpressionRules(scopes, region, place);
    this.writes = writes;
    p.functions().forEach(f -> functions.put(f.name(), f));
  }

  static Region bodyRegion(Program p, Level level) {
    return switch (level) {
      case BLOCKS -> Region.BLOCKS;
      case LOOPS -> Region.LOOPS;
      case FLAT -> p.functions().isEmpty() ? Region.RAW : Region.HOST;
    };
  }

  static void check(Program p, Level level) {
    Map<String, Set<String>> writes = Inlining.written(p);
    for (Function f : p.functions()) {
      StatementRules rules = new StatementRules("function " + f.name(), Region.CODE, p, writes);
      f.buffers().forEach(rules.scopes::declare);
      f.scalars().forEach(rules.scopes::define);
      rules.registers(f.buffers());
      rules.statement(f.body());
    }
    StatementRules rules =
        new StatementRules("program " + p.name(), bodyRegion(p, level), p, writes);
    p.buffers().forEach(rules.scopes::declare);
    p.inputs().forEach(b -> rules.inputs.add(b.name()));
    if (level != Level.FLAT && !p.functions().isEmpty()) {
      throw rules.place.broken(Rule.LEVEL, "functions before level FLAT");
    }
    rules.statement(p.body());
  }

  private void registers(Iterable<Buffer> buffers) {
    for (Buffer b : buffers) {
      if (b.scope() == Scope.REGISTER) {
        throw place.broken(Rule.REGISTER, "buffer '" + b.name() + "' of registers is left");
      }
    }
  }

  private void statement(Stmt s) {
    place.enter(s);
    if (s instanceof Stmt.Allocate a && region == Region.HOST) {
      registers(java.util.List.of(a.buffer()));
    }
    if (!region.allows(s)) {
      throw place.broken(
          Rule.LEVEL,
          "%s has no %s like this"
              .formatted(region.name().toLowerCase(java.util.Locale.ROOT), kind(s)));
    }
    switch (s) {
      case Stmt.Loop x -> loop(x);
      case Stmt.Block x -> block(x);
      case Stmt.Store x -> store(x);
      case Stmt.Sequence x -> x.statements().forEach(this::statement);
      case Stmt.If x -> {
        exprs.condition(x.condition());
        statement(x.then());
        statement(x.otherwise());
      }
      case Stmt.Allocate x -> {
        scopes.declare(x.buffer());
        statement(x.body());
        scopes.forget(x.buffer());
      }
      case Stmt.Define x -> {
        exprs.check(x.value());
        sameType(x.var(), x.value());
        scopes.defineLocal(x.var());
        statement(x.body());
        scopes.forget(x.var());
      }
      case Stmt.Assign x -> {
        exprs.check(x.value());
        sameType(x.var(), x.value());
        scopes.assign(x.var());
      }
      case Stmt.Call x -> call(x);
    }
    place.leave(s);
  }

  private static String kind(Stmt s) {
    return s.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }

  private void sameType(Expr.Var var, Expr value) {
    exprs.require(var.type().equals(value.type()), "'" + var.name() + "' is " + var.type(), value);
  }

  private void loop(Stmt.Loop x) {
    exprs.index(x.extent());
    if (!x.var().type().equals(ValueType.I32)) {
      throw place.broken(Rule.TYPE, "loop variables are i32");
    }
    scopes.define(x.var());
    statement(x.body());
    scopes.forget(x.var());
  }

  private void block(Stmt.Block x) {
    if (!blocks.add(x.name())) {
      throw place.broken(Rule.SCOPE, "two blocks are called '" + x.name() + "'");
    }
    exprs.condition(x.predicate());
    x.axes().forEach(axis -> exprs.index(axis.binding()));
    Set<String> own = new HashSet<>();
    x.axes().forEach(axis -> own.add(axis.var().name()));
    Walker.expressions(
        x.store(),
        e -> {
          if (e instanceof Expr.Var v && !own.contains(v.name())) {
            throw place.broken(
                Rule.BLOCK, "'%s' is no iterator of block '%s'".formatted(v.name(), x.name()));
          }
        });
    for (Axis axis : x.axes()) {
      String name = axis.var().name();
      if (axis.isReduce() && x.store().indices().stream().anyMatch(i -> Walker.uses(i, name))) {
        throw place.broken(
            Rule.BLOCK, "reduce iterator '" + name + "' chooses the element written");
      }
      if (axis.isReduce() && !x.isReduction()) {
        throw place.broken(
            Rule.BLOCK, "reduce iterator '" + name + "' in a block without combiner");
      }
    }
    x.axes().forEach(axis -> scopes.define(axis.var()));
    store(x.store());
    place.at(x);
    if (x.store().value().type().isVector()) {
      throw place.broken(Rule.BLOCK, "blocks compute scalars");
    }
    x.axes().forEach(axis -> scopes.forget(axis.var()));
  }

  private void store(Stmt.Store x) {
    place.at(x);
    exprs.check(x.value());
    exprs.access(x.buffer(), x.indices(), x.active());
    Buffer b = x.buffer();
    if (inputs.contains(b.name())) {
      throw place.broken(Rule.WRITE, "input '" + b.name() + "' is written");
    }
    ValueType written = new ValueType(b.elementType(), Expr.lanes(x.indices()));
    exprs.require(
        written.equals(x.value().type()), "'" + b.name() + "' takes " + written, x.value());
    if (!x.indices().isEmpty()
        && x.indices().getLast() instanceof Expr.Ramp ramp
        && ramp.stride() == 0
        && ramp.lanes() > 1
        && Exprs.constant(x.active()).orElse(2) > 1) {
      throw place.broken(Rule.LANES, "all lanes write one element of '" + b.name() + "'");
    }
  }

  private void call(Stmt.Call x) {
    Function f = functions.get(x.function());
    if (f == null) {
      throw place.broken(Rule.CALL, "no function is called '" + x.function() + "'");
    }
    if (f.buffers().size() != x.buffers().size() || f.scalars().size() != x.scalars().size()) {
      throw place.broken(
          Rule.CALL,
          "'%s' takes %d buffers and %d scalars"
              .formatted(f.name(), f.buffers().size(), f.scalars().size()));
    }
    x.scalars().forEach(exprs::index);
    Set<String> written = writes.getOrDefault(f.name(), Set.of());
    for (int i = 0; i < x.buffers().size(); i++) {
      Buffer given = x.buffers().get(i);
      Buffer taken = f.buffers().get(i);
      scopes.use(given);
      if (given.dtype() != taken.dtype() || given.span() < taken.span()) {
        throw place.broken(
            Rule.CALL, "buffer '%s' does not fit '%s'".formatted(given.name(), taken.name()));
      }
      boolean writes = written.contains(taken.name());
      if (writes && inputs.contains(given.name())) {
        throw place.broken(Rule.WRITE, "'%s' writes input '%s'".formatted(f.name(), given.name()));
      }
      boolean twice = x.buffers().stream().filter(b -> b.name().equals(given.name())).count() > 1;
      if (writes && twice) {
        throw place.broken(
            Rule.CALL, "buffer '%s' is given twice and written".formatted(given.name()));
      }
    }
  }
}
