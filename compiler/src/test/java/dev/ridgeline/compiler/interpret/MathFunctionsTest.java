package dev.ridgeline.compiler.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.lower.ExpandMath;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The errors of the math functions against f64, and the expansion against the plain functions. */
class MathFunctionsTest {
  private static final long ALL = 1L << 32;

  enum Function {
    EXP(UnaryOp.EXP, 1.02),
    LOG(UnaryOp.LOG, 1),
    TANH(UnaryOp.TANH, 2),
    SIGMOID(UnaryOp.SIGMOID, 2),
    ERF(UnaryOp.ERF, 2);

    final UnaryOp op;
    final double bound;

    Function(UnaryOp op, double bound) {
      this.op = op;
      this.bound = bound;
    }

    double exact(double x) {
      return switch (this) {
        case EXP -> StrictMath.exp(x);
        case LOG -> StrictMath.log(x);
        case TANH -> StrictMath.tanh(x);
        case SIGMOID -> sigmoid(x);
        case ERF -> erf(x);
      };
    }

    float apply(float x) {
      return switch (this) {
        case EXP -> MathFunctions.exp(x);
        case LOG -> MathFunctions.log(x);
        case TANH -> MathFunctions.tanh(x);
        case SIGMOID -> MathFunctions.sigmoid(x);
        case ERF -> MathFunctions.erf(x);
      };
    }

    double apply(double x) {
      return switch (this) {
        case EXP -> MathFunctions.exp(x);
        case LOG -> MathFunctions.log(x);
        case TANH -> MathFunctions.tanh(x);
        case SIGMOID -> MathFunctions.sigmoid(x);
        case ERF -> throw new AssertionError();
      };
    }
  }

  private static double sigmoid(double x) {
    double z = StrictMath.exp(-Math.abs(x));
    return (x >= 0 ? 1 : z) / (1 + z);
  }

  /** A series without cancellation up to 3, a continued fraction beyond. */
  private static double erf(double x) {
    double a = Math.abs(x);
    if (!(a < 6)) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    if (a < 0x1p-10) {
      return 2 / Math.sqrt(Math.PI) * (x - x * x * x / 3);
    }
    if (a < 3) {
      double term = x;
      double sum = x;
      for (int n = 1; Math.abs(term) > Math.abs(sum) * 0x1p-60; n++) {
        term *= 2 * x * x / (2 * n + 1);
        sum += term;
      }
      return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
    }
    double fraction = 1;
    for (int n = 60; n > 0; n--) {
      fraction = 1 + n / (2 * x * x) / fraction;
    }
    double rest = StrictMath.exp(-x * x) / (a * Math.sqrt(Math.PI) * fraction);
    return Math.signum(x) * (1 - rest);
  }

  /** Error in units in the last place; not a number where only one of the two is one. */
  private static double error(float got, double exact) {
    float nearest = (float) exact;
    if (Float.floatToIntBits(got) == Float.floatToIntBits(nearest)
        && (got == 0 || Float.isInfinite(got) || Float.isNaN(got))) {
      return 0;
    }
    if (got == 0 && nearest == 0) {
      return Double.NaN;
    }
    float scale = Float.isInfinite(nearest) ? Float.MAX_VALUE : nearest;
    return Math.abs(got - exact) / Math.ulp(scale);
  }

  private static double worst(double a, double b) {
    return a >= b ? a : b >= a ? b : Double.NaN;
  }

  private static double worst(Function f, long first, long last, long step) {
    double most = 0;
    for (long bits = first; bits < last; bits += step) {
      float x = Float.intBitsToFloat((int) bits);
      most = worst(most, error(f.apply(x), f.exact(x)));
    }
    return most;
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void errorsOfSingleStayWithinTheirBound(Function f) {
    double most = worst(f, 0, ALL, 6007);
    System.out.printf("%s f32: at most %.3f ulp of a sample%n", f, most);
    assertThat(most).isLessThanOrEqualTo(f.bound);
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  @Tag("long")
  void errorsOfAllSinglesStayWithinTheirBound(Function f) {
    double most =
        LongStream.range(0, 4096)
            .parallel()
            .mapToDouble(part -> worst(f, part << 20, (part + 1) << 20, 1))
            .reduce(0, MathFunctionsTest::worst);
    System.out.printf("%s f32: at most %.4f ulp of all%n", f, most);
    assertThat(most).isLessThanOrEqualTo(f.bound);
  }

  @ParameterizedTest
  @EnumSource(value = Function.class, names = "ERF", mode = EnumSource.Mode.EXCLUDE)
  void errorsOfDoubleStayWithinTheirBound(Function f) {
    SplittableRandom random = new SplittableRandom(7);
    double most = 0;
    for (int i = 0; i < 1_000_000; i++) {
      double x = random.nextDouble(-1, 1) * Math.scalb(1.0, random.nextInt(-60, 11));
      x = f == Function.LOG ? Math.abs(x) * Math.scalb(1.0, random.nextInt(-900, 900)) : x;
      double exact = f.exact(x);
      double got = f.apply(x);
      most = worst(most, got == exact ? 0 : Math.abs(got - exact) / Math.ulp(exact));
    }
    System.out.printf("%s f64: at most %.3f ulp of StrictMath's%n", f, most);
    assertThat(most).isLessThanOrEqualTo(f.bound + 1);
  }

  @Test
  void specialValuesOfDouble() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(
            new double[] {
              MathFunctions.exp(inf), MathFunctions.exp(-inf), MathFunctions.exp(710.0),
              MathFunctions.exp(-746.0), MathFunctions.exp(-745.0), MathFunctions.exp(0.0)
            })
        .containsExactly(inf, 0, inf, 0, Double.MIN_VALUE, 1);
    assertThat(
            new double[] {
              MathFunctions.log(inf),
              MathFunctions.log(0.0),
              MathFunctions.log(-0.0),
              MathFunctions.log(1.0),
              MathFunctions.log(Double.MIN_VALUE)
            })
        .containsExactly(inf, -inf, -inf, 0, StrictMath.log(Double.MIN_VALUE));
    assertThat(MathFunctions.log(-1.0)).isNaN();
    assertThat(MathFunctions.exp(Double.NaN)).isNaN();
    assertThat(MathFunctions.tanh(Double.NaN)).isNaN();
    assertThat(1 / MathFunctions.tanh(-0.0)).isEqualTo(-inf);
    assertThat(MathFunctions.tanh(-inf)).isEqualTo(-1);
    assertThat(MathFunctions.sigmoid(-inf)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void expansionsGiveTheSameBits(Function f) {
    float[] in = new float[1 << 16];
    for (int i = 0; i < in.length; i++) {
      in[i] = Float.intBitsToFloat(i * 65537);
    }
    for (int lanes : new int[] {1, 8}) {
      Object plain = applied(f.op, DType.F32, lanes, in, false);
      Object expanded = applied(f.op, DType.F32, lanes, in, true);
      assertThat((float[]) expanded).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Function.class, names = "ERF", mode = EnumSource.Mode.EXCLUDE)
  void expansionsOfDoubleGiveTheSameBits(Function f) {
    SplittableRandom random = new SplittableRandom(11);
    double[] in = new double[1 << 16];
    for (int i = 0; i < in.length; i++) {
      in[i] =
          i % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextDouble(-1, 1) * Math.scalb(1.0, random.nextInt(-30, 11));
    }
    Object plain = applied(f.op, DType.F64, 4, in, false);
    Object expanded = applied(f.op, DType.F64, 4, in, true);
    assertThat((double[]) expanded).isEqualTo(plain);
  }

  private static Object applied(UnaryOp op, DType dtype, int lanes, Object in, boolean expanded) {
    int n = 1 << 16;
    Buffer from = InterpreterTest.buffer("in", dtype, n);
    Buffer to = InterpreterTest.buffer("out", dtype, n);
    Expr base = Exprs.mul(Expr.Var.index("i"), lanes);
    Expr index = lanes == 1 ? base : new Expr.Ramp(base, 1, lanes);
    Stmt store = new Stmt.Store(to, List.of(index), new Expr.Unary(op, Exprs.load(from, index)));
    Stmt body = InterpreterTest.loop("i", n / lanes, store);
    Program p = new Program("p", List.of(from), List.of(to), List.of(), List.of(), body);
    Object out = dtype == DType.F32 ? new float[n] : new double[n];
    Interpreter.of(expanded ? ExpandMath.run(p) : p, Level.FLAT).run(Map.of("in", in, "out", out));
    return out;
  }
}
