package dev.ridgeline.compiler.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.target.FunctionCode;
import dev.ridgeline.core.tensor.DType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every operation, type and number of lanes against the same in plain Java, bit for bit. */
public class OperationsTest {
  private static final List<DType> TYPES = List.of(DType.F32, DType.F64, DType.I32, DType.I64);

  @Test
  void unaryOperations() {
    for (DType dtype : TYPES) {
      for (UnaryOp op : UnaryOp.values()) {
        if (op.isPrimitive() && Reference.has(op, dtype)) {
          check(
              op + " " + dtype,
              dtype,
              dtype,
              (a, b) -> new Expr.Unary(op, a),
              (a, b) -> Reference.unary(op, a));
        }
      }
    }
  }

  @Test
  void binaryOperations() {
    for (DType dtype : TYPES) {
      for (BinaryOp op : BinaryOp.values()) {
        if (Reference.has(op, dtype)) {
          check(
              op + " " + dtype,
              dtype,
              dtype,
              (a, b) -> new Expr.Binary(op, a, nonZero(op, b)),
              (a, b) -> Reference.binary(op, a, Reference.nonZero(op, b)));
        }
      }
    }
  }

  /** Division by zero is an error: programs divide by {@code b | 1} here. */
  private static Expr nonZero(BinaryOp op, Expr b) {
    return op == BinaryOp.FLOOR_DIV || op == BinaryOp.FLOOR_MOD
        ? new Expr.Binary(BinaryOp.OR, b, constant(b.type(), 1))
        : b;
  }

  private static Expr constant(ValueType type, double value) {
    return Flat.splat(Exprs.number(type.scalar(), value), type.lanes());
  }

  @Test
  void divisionsAndShiftsByConstants() {
    for (DType dtype : List.of(DType.I32, DType.I64)) {
      for (int by : new int[] {1, 2, 3, 7, 8, 64, -5}) {
        for (BinaryOp op : List.of(BinaryOp.FLOOR_DIV, BinaryOp.FLOOR_MOD)) {
          check(
              op + " " + by,
              dtype,
              dtype,
              (a, b) -> new Expr.Binary(op, a, constant(a.type(), by)),
              (a, b) -> Reference.binary(op, a, Values.boxed(dtype, by)));
        }
      }
      for (int by : new int[] {0, 1, 31, 33, 63, 70}) {
        for (BinaryOp op : List.of(BinaryOp.SHL, BinaryOp.SHR)) {
          check(
              op + " " + by,
              dtype,
              dtype,
              (a, b) -> new Expr.Binary(op, a, constant(a.type(), by)),
              (a, b) -> Reference.binary(op, a, Values.boxed(dtype, by)));
        }
      }
    }
  }

  @Test
  void fusedMultiplyAdd() {
    check(
        "fma",
        DType.F32,
        DType.F32,
        (a, b) -> new Expr.Fma(a, b, new Expr.Unary(UnaryOp.NEG, a)),
        (a, b) -> Math.fma((float) a, (float) b, -(float) a));
    check(
        "fma",
        DType.F64,
        DType.F64,
        (a, b) -> new Expr.Fma(a, b, new Expr.Unary(UnaryOp.NEG, a)),
        (a, b) -> Math.fma((double) a, (double) b, -(double) a));
  }

  @Test
  void comparisonsChoose() {
    for (DType dtype : TYPES) {
      for (CompareOp op : CompareOp.values()) {
        check(
            op + " " + dtype,
            dtype,
            dtype,
            (a, b) -> new Expr.Select(new Expr.Compare(op, a, b), a, constant(a.type(), 5)),
            (a, b) -> Reference.compare(op, a, b) ? a : Values.boxed(dtype, 5));
      }
    }
  }

  @Test
  void conditionsCombine() {
    check(
        "logic",
        DType.F32,
        DType.F32,
        (a, b) -> {
          Expr below = Exprs.lt(a, b);
          Expr above = new Expr.Unary(UnaryOp.NOT, Exprs.le(a, constant(a.type(), 1)));
          Expr both = new Expr.Binary(BinaryOp.AND, below, above);
          Expr odd = new Expr.Binary(BinaryOp.XOR, below, Exprs.lt(b, constant(a.type(), 0)));
          Expr any = new Expr.Binary(BinaryOp.OR, both, odd);
          return new Expr.Select(any, a, b);
        },
        (a, b) -> {
          float x = (float) a;
          float y = (float) b;
          return (x < y && !(x <= 1)) || ((x < y) ^ (y < 0)) ? a : b;
        });
  }

  @Test
  void conditionsAreValues() {
    for (DType to : List.of(DType.I32, DType.F32)) {
      check(
          "condition as " + to,
          DType.F32,
          to,
          (a, b) -> new Expr.Cast(ScalarType.loadedFrom(to), Exprs.lt(a, b)),
          (a, b) -> Values.boxed(to, (float) a < (float) b ? 1 : 0));
      check(
          "condition chooses " + to,
          DType.F32,
          to,
          (a, b) ->
              new Expr.Select(
                  Exprs.lt(a, b),
                  constant(a.type().withScalar(ScalarType.loadedFrom(to)), 3),
                  constant(a.type().withScalar(ScalarType.loadedFrom(to)), 4)),
          (a, b) -> Values.boxed(to, (float) a < (float) b ? 3 : 4));
    }
    check(
        "stored condition",
        DType.I32,
        DType.BOOL,
        Exprs::lt,
        (a, b) -> (byte) ((int) a < (int) b ? 1 : 0));
    check(
        "loaded condition",
        DType.BOOL,
        DType.I32,
        (a, b) ->
            new Expr.Select(
                new Expr.Binary(BinaryOp.AND, a, b),
                constant(a.type().withScalar(ScalarType.I32), 3),
                constant(a.type().withScalar(ScalarType.I32), 4)),
        (a, b) -> (byte) a != 0 && (byte) b != 0 ? 3 : 4);
  }

  @Test
  void casts() {
    for (DType from : TYPES) {
      for (DType to : TYPES) {
        check(
            from + " to " + to,
            from,
            to,
            (a, b) -> new Expr.Cast(ScalarType.loadedFrom(to), a),
            (a, b) -> Reference.cast(to, a));
      }
      check(
          from + " to condition",
          from,
          DType.BOOL,
          (a, b) -> new Expr.Cast(ScalarType.BOOL, a),
          (a, b) -> (byte) (Reference.compare(CompareOp.NE, a, Values.boxed(from, 0)) ? 1 : 0));
    }
  }

  @Test
  void reinterpretations() {
    check(
        "bits",
        DType.F32,
        DType.I32,
        (a, b) -> new Expr.Reinterpret(ScalarType.I32, a),
        (a, b) -> Float.floatToRawIntBits((float) a));
    check(
        "float",
        DType.I32,
        DType.F32,
        (a, b) -> new Expr.Reinterpret(ScalarType.F32, a),
        (a, b) -> Float.intBitsToFloat((int) a));
    check(
        "bits",
        DType.F64,
        DType.I64,
        (a, b) -> new Expr.Reinterpret(ScalarType.I64, a),
        (a, b) -> Double.doubleToRawLongBits((double) a));
    check(
        "double",
        DType.I64,
        DType.F64,
        (a, b) -> new Expr.Reinterpret(ScalarType.F64, a),
        (a, b) -> Double.longBitsToDouble((long) a));
  }

  @Test
  void narrowMemoryWidensAndKeepsLowBits() {
    for (DType from : List.of(DType.I8, DType.U8, DType.I16, DType.I32)) {
      for (DType to : List.of(DType.I8, DType.U8, DType.I16, DType.I32)) {
        check(
            from + " to " + to,
            from,
            to,
            (a, b) -> new Expr.Binary(BinaryOp.MUL, a, b),
            (a, b) -> Values.boxed(to, (int) a * (int) b));
      }
    }
  }

  /** All lanes that fit, whole and partial vectors, several sizes. */
  private void check(
      String what,
      DType from,
      DType to,
      BinaryOperator<Expr> program,
      BinaryOperator<Object> reference) {
    List<Object> values = Values.of(from);
    List<Object> left = new ArrayList<>();
    List<Object> right = new ArrayList<>();
    for (Object a : values) {
      for (Object b : values) {
        left.add(a);
        right.add(b);
      }
    }
    int many = left.size() / 16 * 16;
    for (int lanes = 1; lanes <= 16; lanes *= 2) {
      if (takes(lanes, laneBytes(from), laneBytes(to))) {
        for (int n : sizes(left.size())) {
          add(what, from, to, lanes, left.subList(0, n), right.subList(0, n), program, reference);
        }
        add(
            what,
            from,
            to,
            lanes,
            left.subList(0, many),
            right.subList(0, many),
            program,
            reference);
      }
    }
  }

  /** Bytes of a lane; conditions are as wide as f32. */
  private static int laneBytes(DType dtype) {
    ScalarType type = ScalarType.loadedFrom(dtype);
    return type == ScalarType.BOOL ? 4 : type.bytes();
  }

  /** Whether the target takes vectors of so many lanes of so many bytes. */
  protected boolean takes(int lanes, int from, int to) {
    return lanes * Math.max(from, to) <= new JvmTarget().vectorBytes()
        && (lanes == 1 || lanes * Math.min(from, to) >= 8);
  }

  /** The numbers of elements to try besides one that fills all vectors. */
  protected int[] sizes(int most) {
    return new int[] {1, 3, 13, most - 1};
  }

  /** The code of each program. */
  protected List<Map<String, FunctionCode>> compile(List<Program> programs) {
    return programs.stream().map(new JvmTarget()::compile).toList();
  }

  /** Runs a function on copies of arrays, the last of which it writes. */
  protected void call(FunctionCode code, Object[] arrays) {
    code.call(arrays, new int[0]);
  }

  private record Case(String what, Program program, Object[] arrays, List<Object> expected) {}

  private final List<Case> cases = new ArrayList<>();

  private void add(
      String what,
      DType from,
      DType to,
      int lanes,
      List<Object> left,
      List<Object> right,
      BinaryOperator<Expr> program,
      BinaryOperator<Object> reference) {
    int n = left.size();
    Buffer a = Flat.buffer("a", from, n);
    Buffer b = Flat.buffer("b", from, n);
    Buffer c = Flat.buffer("c", to, n);
    Expr base = Exprs.mul(Flat.var("i"), lanes);
    Expr active =
        n % lanes == 0 ? Exprs.index(lanes) : new Expr.Binary(BinaryOp.SUB, Exprs.index(n), base);
    List<Expr> at = List.of(Flat.lanes(base, lanes));
    Expr value = program.apply(new Expr.Load(a, at, active), new Expr.Load(b, at, active));
    Stmt body = Flat.loop("i", (n + lanes - 1) / lanes, new Stmt.Store(c, at, value, active));
    UnaryOperator<Object> widen = v -> Values.loaded(from, v);
    List<Object> expected =
        IntStream.range(0, n)
            .mapToObj(i ->
                Values.bits(reference.apply(widen.apply(left.get(i)), widen.apply(right.get(i)))))
            .toList();
    cases.add(
        new Case(
            "%s, %d lanes, %d elements".formatted(what, lanes, n),
            Flat.program(List.of(a, b), List.of(c), body),
            new Object[] {Values.array(from, left), Values.array(from, right), Values.array(to, n)},
            expected));
  }

  @AfterEach
  void compare() {
    List<Map<String, FunctionCode>> code = compile(cases.stream().map(Case::program).toList());
    for (int k = 0; k < cases.size(); k++) {
      Case c = cases.get(k);
      call(List.copyOf(code.get(k).values()).getFirst(), c.arrays());
      List<Object> got =
          IntStream.range(0, c.expected().size())
              .mapToObj(i -> Values.bits(Array.get(c.arrays()[2], i)))
              .toList();
      assertThat(got).as(c.what()).isEqualTo(c.expected());
    }
    assertThat(cases).isNotEmpty();
  }
}
