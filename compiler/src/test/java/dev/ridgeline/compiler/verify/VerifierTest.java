package dev.ridgeline.compiler.verify;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.AxisKind;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Every rule has a program that breaks it; every pass gives programs that break none. */
class VerifierTest {
  private static final Buffer IN = Buffer.dense("in", DType.F32, List.of(8), Scope.PARAMETER);
  private static final Buffer OUT = Buffer.dense("out", DType.F32, List.of(8), Scope.PARAMETER);
  private static final Expr.Var I = Expr.Var.index("i");
  private static final Expr.Var X = new Expr.Var("x", ValueType.F32);
  private static final Expr ONE = Exprs.number(ScalarType.F32, 1);
  private static final Expr ZERO = Exprs.index(0);

  private static Stmt store(Expr index, Expr value) {
    return new Stmt.Store(OUT, List.of(index), value);
  }

  private static Stmt loop(int extent, Stmt body) {
    return Stmt.Loop.serial(I, Exprs.index(extent), body);
  }

  private static Stmt parallel(int extent, Stmt body) {
    return new Stmt.Loop(I, Exprs.index(extent), LoopKind.PARALLEL, false, body);
  }

  private static Program program(Stmt body, Function... functions) {
    return new Program("p", List.of(IN), List.of(OUT), List.of(), List.of(functions), body);
  }

  private static String broken(Rule rule, Level level, Program p) {
    return broken(rule, level, p, Effort.QUICK);
  }

  private static String broken(Rule rule, Level level, Program p, Effort effort) {
    InvalidProgram e =
        catchThrowableOfType(InvalidProgram.class, () -> Verifier.check(p, level, effort));
    assertThat(e).as("rule %s", rule).isNotNull();
    assertThat(e.rule()).as(e.toString()).isEqualTo(rule);
    return Objects.requireNonNull(e.getMessage());
  }

  @Test
  void namesAreDefinedOnceAroundTheirUse() {
    String message = broken(Rule.SCOPE, Level.LOOPS, program(loop(8, store(X, ONE))));
    assertThat(message)
        .isEqualTo("rule scope: nothing here is called 'x', in program p under i: out[x] = 1.0f");
    broken(Rule.SCOPE, Level.LOOPS, program(loop(2, loop(4, store(I, ONE)))));
    Buffer other = Buffer.dense("other", DType.F32, List.of(8), Scope.PARAMETER);
    broken(Rule.SCOPE, Level.LOOPS, program(loop(8, store(I, Exprs.load(other, I)))));
    broken(Rule.SCOPE, Level.LOOPS, program(loop(8, new Stmt.Assign(I, ZERO))));
    Stmt twice = new Stmt.Allocate(IN.withScope(Scope.INTERNAL), store(ZERO, ONE));
    broken(Rule.SCOPE, Level.LOOPS, program(twice));
    Stmt wrongShape = store(ZERO, Exprs.load(IN.withShape(List.of(4)), ZERO));
    broken(Rule.SCOPE, Level.LOOPS, program(wrongShape));
  }

  @Test
  void operationsHaveTheirTypes() {
    broken(Rule.TYPE, Level.LOOPS, program(store(ZERO, ZERO)));
    broken(Rule.TYPE, Level.LOOPS, program(store(ONE, ONE)));
    broken(Rule.TYPE, Level.LOOPS, program(new Stmt.If(ZERO, store(ZERO, ONE))));
    Expr shifted = new Expr.Binary(BinaryOp.SHL, ONE, ONE);
    broken(Rule.TYPE, Level.LOOPS, program(store(ZERO, shifted)));
    Expr negated = new Expr.Unary(UnaryOp.NOT, ONE);
    broken(Rule.TYPE, Level.LOOPS, program(store(ZERO, negated)));
    Expr bool = new Expr.Cast(ScalarType.BOOL, ZERO);
    broken(Rule.TYPE, Level.LOOPS, program(new Stmt.If(bool, store(ZERO, ONE))));
    broken(Rule.TYPE, Level.LOOPS, program(new Stmt.Define(X, ZERO, store(ZERO, X))));
    broken(Rule.TYPE, Level.FLAT, program(store(ZERO, new Expr.Broadcast(ONE, 4))));
  }

  @Test
  void accessesHaveTheirRank() {
    Stmt two = new Stmt.Store(OUT, List.of(ZERO, ZERO), ONE);
    assertThat(broken(Rule.RANK, Level.LOOPS, program(two)))
        .contains("buffer 'out' takes 1 indices here but got 2");
  }

  @Test
  void statementsBelongToTheirLevel() {
    broken(Rule.LEVEL, Level.BLOCKS, program(store(ZERO, ONE)));
    Stmt.Block block =
        new Stmt.Block(
            "b", List.of(), Exprs.TRUE, (Stmt.Store) store(ZERO, ONE), Combiner.NONE, false);
    broken(Rule.LEVEL, Level.LOOPS, program(block));
    Stmt call = new Stmt.Call("f", List.of(OUT), List.of());
    Stmt body = new Stmt.Store(OUT, List.of(ZERO), new Expr.Unary(UnaryOp.EXP, ONE));
    broken(Rule.LEVEL, Level.FLAT, program(call, new Function("f", List.of(OUT), List.of(), body)));
    Stmt inner = parallel(8, store(I, ONE));
    broken(
        Rule.LEVEL, Level.FLAT, program(call, new Function("f", List.of(OUT), List.of(), inner)));
    Function good = new Function("f", List.of(OUT), List.of(), store(ZERO, ONE));
    broken(Rule.LEVEL, Level.FLAT, program(store(ZERO, ONE), good));
    broken(Rule.LEVEL, Level.LOOPS, program(call, good));
    Verifier.check(program(call, good), Level.FLAT);
  }

  @Test
  void blocksUseTheirOwnIterators() {
    Axis reduce = new Axis(Expr.Var.index("k"), AxisKind.REDUCE, 8, I);
    Stmt.Store chosen = (Stmt.Store) store(Expr.Var.index("k"), ONE);
    Stmt.Block b = new Stmt.Block("b", List.of(reduce), Exprs.TRUE, chosen, Combiner.SUM, true);
    broken(Rule.BLOCK, Level.BLOCKS, program(loop(8, b)));
    Stmt.Store foreign = (Stmt.Store) store(I, ONE);
    Stmt.Block c = new Stmt.Block("c", List.of(), Exprs.TRUE, foreign, Combiner.NONE, false);
    broken(Rule.BLOCK, Level.BLOCKS, program(loop(8, c)));
    Axis spatial = new Axis(Expr.Var.index("s"), AxisKind.SPATIAL, 4, I);
    Stmt.Store own = (Stmt.Store) store(Expr.Var.index("s"), ONE);
    Stmt.Block d = new Stmt.Block("d", List.of(spatial), Exprs.TRUE, own, Combiner.NONE, false);
    broken(Rule.BOUNDS, Level.BLOCKS, program(loop(8, d)));
    Verifier.check(
        program(loop(8, d.withPredicate(Exprs.lt(I, Exprs.index(4))))), Level.BLOCKS, Effort.EXACT);
  }

  @Test
  void accessesStayWithinTheirBuffers() {
    assertThat(broken(Rule.BOUNDS, Level.LOOPS, program(loop(9, store(I, ONE)))))
        .contains("element [8] of buffer 'out' is written but its shape is [8] at i=8");
    Expr next = Exprs.load(IN, Exprs.add(I, 1));
    broken(Rule.BOUNDS, Level.LOOPS, program(loop(8, store(I, next))));
    Expr inside = new Expr.Select(Exprs.lt(I, Exprs.index(7)), next, ONE);
    Verifier.check(program(loop(8, store(I, inside))), Level.LOOPS, Effort.EXACT);
    Expr ramp = new Expr.Ramp(Exprs.mul(I, 4), 1, 4);
    Stmt vector = new Stmt.Store(OUT, List.of(ramp), new Expr.Broadcast(ONE, 4));
    broken(Rule.BOUNDS, Level.FLAT, program(loop(3, vector)));
    Stmt some =
        new Stmt.Store(
            OUT,
            List.of(ramp),
            new Expr.Broadcast(ONE, 4),
            Exprs.sub(Exprs.index(8), Exprs.mul(I, 4)));
    Verifier.check(program(loop(3, some)), Level.FLAT, Effort.EXACT);
  }

  @Test
  void indexArithmeticStaysWithin32Bits() {
    Expr far = Exprs.sub(Exprs.mul(I, 1 << 30), Exprs.mul(I, 1 << 30));
    broken(Rule.OVERFLOW, Level.LOOPS, program(loop(8, store(far, ONE))));
  }

  @Test
  void inputsAreOnlyRead() {
    Stmt s = new Stmt.Store(IN, List.of(ZERO), ONE);
    broken(Rule.WRITE, Level.LOOPS, program(s));
    Function f = new Function("f", List.of(OUT), List.of(), store(ZERO, ONE));
    broken(Rule.WRITE, Level.FLAT, program(new Stmt.Call("f", List.of(IN), List.of()), f));
  }

  @Test
  void iterationsThatRunAtOnceStayApart() {
    assertThat(broken(Rule.RACE, Level.LOOPS, program(parallel(8, store(ZERO, ONE)))))
        .contains("element 0 of 'out' is written after iteration 0 of 'i' touched it");
    Expr before = new Expr.Select(Exprs.lt(ZERO, I), Exprs.load(OUT, Exprs.add(I, -1)), ONE);
    broken(Rule.RACE, Level.LOOPS, program(parallel(8, store(I, before))));
    Expr after =
        new Expr.Select(Exprs.lt(I, Exprs.index(7)), Exprs.load(OUT, Exprs.add(I, 1)), ONE);
    broken(Rule.RACE, Level.LOOPS, program(parallel(8, store(I, after))));
    Stmt shared = new Stmt.Define(X, ONE, parallel(8, new Stmt.Assign(X, ONE)));
    broken(Rule.RACE, Level.LOOPS, program(shared));
    Verifier.check(program(parallel(8, store(I, Exprs.load(OUT, I)))), Level.LOOPS, Effort.EXACT);
    Stmt folded = store(Exprs.mod(Exprs.mul(I, 3), Exprs.index(8)), ONE);
    Verifier.check(program(parallel(8, folded)), Level.LOOPS, Effort.EXACT);
    Buffer own = Buffer.dense("t", DType.F32, List.of(1), Scope.INTERNAL);
    Stmt inner =
        new Stmt.Allocate(
            own,
            Stmt.Sequence.of(
                List.of(
                    new Stmt.Store(own, List.of(ZERO), ONE),
                    store(Exprs.mod(Exprs.mul(I, 3), Exprs.index(8)), Exprs.load(own, ZERO)))));
    Verifier.check(program(parallel(8, inner)), Level.LOOPS, Effort.EXACT);
  }

  @Test
  void lanesWriteDifferentElements() {
    Expr same = new Expr.Ramp(ZERO, 0, 4);
    Stmt s = new Stmt.Store(OUT, List.of(same), new Expr.Broadcast(ONE, 4));
    broken(Rule.LANES, Level.FLAT, program(s));
  }

  @Test
  void callsFitTheirFunctions() {
    Function f = new Function("f", List.of(OUT), List.of(), store(ZERO, ONE));
    broken(Rule.CALL, Level.FLAT, program(new Stmt.Call("g", List.of(OUT), List.of()), f));
    broken(Rule.CALL, Level.FLAT, program(new Stmt.Call("f", List.of(), List.of()), f));
    Buffer long8 = Buffer.dense("out", DType.F32, List.of(9), Scope.PARAMETER);
    Function wide = new Function("f", List.of(long8), List.of(), Stmt.Sequence.EMPTY);
    broken(Rule.CALL, Level.FLAT, program(new Stmt.Call("f", List.of(OUT), List.of()), wide));
    Function two = new Function("f", List.of(OUT, IN), List.of(), store(ZERO, ONE));
    broken(Rule.CALL, Level.FLAT, program(new Stmt.Call("f", List.of(OUT, OUT), List.of()), two));
    Function self =
        new Function("f", List.of(OUT), List.of(), new Stmt.Call("f", List.of(OUT), List.of()));
    broken(Rule.CALL, Level.FLAT, program(new Stmt.Call("f", List.of(OUT), List.of()), self));
  }

  @Test
  void registersAreGoneWhereCodeIsMade() {
    Buffer r = Buffer.dense("r", DType.F32, List.of(4), Scope.REGISTER);
    Function f = new Function("f", List.of(OUT), List.of(), store(ZERO, ONE));
    Stmt call = new Stmt.Call("f", List.of(OUT), List.of());
    broken(Rule.REGISTER, Level.FLAT, program(new Stmt.Allocate(r, call), f));
  }

  @Test
  void divisionByZeroIsFoundWhereTheProgramIsRun() {
    Expr index = Exprs.mod(ZERO, I);
    broken(Rule.EXECUTION, Level.LOOPS, program(loop(4, store(index, ONE))));
  }

  @Test
  void whatCannotBeShownIsRefusedWhereExactnessIsAskedFor() {
    int n = 1 << 25;
    Buffer big = Buffer.dense("out", DType.F32, List.of(n), Scope.PARAMETER);
    Expr index = Exprs.mod(Exprs.mul(I, 3), Exprs.index(n));
    Stmt s = parallel(n, new Stmt.Store(big, List.of(index), ONE));
    Program p = new Program("p", List.of(), List.of(big), List.of(), List.of(), s);
    Verifier.check(p, Level.LOOPS);
    assertThat(broken(Rule.UNPROVEN, Level.LOOPS, p, Effort.EXACT))
        .contains("iterations of 'i' may touch what another one writes; too many points to run");
  }

  @Test
  void everyPassGivesProgramsThatBreakNoRule() {
    var c = new ComputationBuilder("gemm");
    Buffer a = c.input("A", DType.F32, 7, 11);
    Buffer b = c.input("B", DType.F32, 11, 19);
    var i = axis("i", 7);
    var j = axis("j", 19);
    var k = axis("k", 11);
    Expr term = new Expr.Binary(BinaryOp.MUL, at(a, i, k), at(b, k, j));
    c.reduce("C", Combiner.SUM, List.of(i, j), List.of(k), term);
    Computation gemm = c.build("C");
    Schedule s = Schedule.of(gemm).split("j", 8);
    s.reorder("i", "j_o", "k", "j_i").vectorize("j_i").parallel("i");
    Verifier.check(s.program(), Level.BLOCKS, Effort.EXACT);
    for (Lowering.Step step : Lowering.steps(s.program())) {
      try {
        Verifier.check(step.program(), step.level(), Effort.EXACT);
      } catch (InvalidProgram e) {
        throw new AssertionError(step.pass() + "\n" + step.program(), e);
      }
    }
  }

  @Test
  void internalsOfAnIterationAreItsOwnAndOthersAreShared() {
    var c = new ComputationBuilder("p");
    Buffer a = c.input("A", DType.F32, 20);
    var i = axis("i", 20);
    Buffer b = c.compute("B", List.of(i), new Expr.Binary(BinaryOp.ADD, at(a, i), at(a, i)));
    c.compute("C", List.of(i), at(b, Exprs.div(i.var(), Exprs.index(2))));
    Computation halved = c.build("C");
    Schedule own = Schedule.of(halved).parallel("i_C").computeAt("B", "i_C");
    Verifier.check(own.program(), Level.BLOCKS, Effort.EXACT);
    Program shared = own.program();
    Stmt again = ((Stmt.Loop) shared.body()).body();
    Program broken =
        shared.withBody(
            Stmt.Sequence.of(
                List.of(shared.body(), Stmt.Loop.serial(I, Exprs.index(1), renamed(again)))));
    assertThat(broken(Rule.RACE, Level.BLOCKS, broken)).contains("of 'B' is written after");
  }

  /** The statement with blocks and loops of other names, in the first iteration of all. */
  private static Stmt renamed(Stmt s) {
    return switch (s) {
      case Stmt.Sequence x ->
          Stmt.Sequence.of(x.statements().stream().map(VerifierTest::renamed).toList());
      case Stmt.Loop x -> renamed(x.body());
      case Stmt.Block x ->
          new Stmt.Block(
              x.name() + "_2",
              x.axes().stream().map(a -> a.withBinding(ZERO)).toList(),
              Exprs.TRUE,
              x.store(),
              x.combiner(),
              x.initializes());
      default -> s;
    };
  }
}
