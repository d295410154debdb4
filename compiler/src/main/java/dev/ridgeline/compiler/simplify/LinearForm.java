package dev.ridgeline.compiler.simplify;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * An index expression as a sum: {@code constant + sum of coefficient * atom}. Atoms are whatever is
 * not a sum: variables, quotients, remainders, minima. No atom has the coefficient 0; the order is
 * that of first appearance. Forms have a handful of terms, so they are kept in arrays.
 */
public final class LinearForm {
  private static final Expr[] NO_ATOMS = {};
  private static final long[] NO_FACTORS = {};

  private final Expr[] atoms;
  private final long[] factors;
  private final long constant;

  private LinearForm(Expr[] atoms, long[] factors, long constant) {
    this.atoms = atoms;
    this.factors = factors;
    this.constant = constant;
  }

  public static LinearForm constant(long value) {
    return new LinearForm(NO_ATOMS, NO_FACTORS, value);
  }

  static LinearForm atom(Expr e) {
    return new LinearForm(new Expr[] {e}, new long[] {1}, 0);
  }

  /**
   * The form of an I32 expression. Sums, differences and products with constants are taken apart.
   */
  public static LinearForm of(Expr e) {
    return of(e, UnaryOperator.identity());
  }

  /** The same, where what is no sum is first replaced, by what may be a sum again. */
  static LinearForm of(Expr e, UnaryOperator<Expr> atoms) {
    Sum sum = new Sum(4);
    sum.add(e, 1, atoms);
    return sum.form();
  }

  /** The terms by atom, in order. */
  public Map<Expr, Long> terms() {
    Map<Expr, Long> terms = new LinkedHashMap<>();
    for (int i = 0; i < atoms.length; i++) {
      terms.put(atoms[i], factors[i]);
    }
    return Collections.unmodifiableMap(terms);
  }

  /** The atoms, in order. */
  public List<Expr> atoms() {
    return Collections.unmodifiableList(Arrays.asList(atoms));
  }

  public long constant() {
    return constant;
  }

  public boolean isConstant() {
    return atoms.length == 0;
  }

  public OptionalLong asConstant() {
    return isConstant() ? OptionalLong.of(constant) : OptionalLong.empty();
  }

  /** The coefficient of a variable, 0 where it is no term of its own. */
  public long coefficient(Expr atom) {
    for (int i = 0; i < atoms.length; i++) {
      if (same(atoms[i], atom)) {
        return factors[i];
      }
    }
    return 0;
  }

  /** The greatest number that divides {@code start} and every coefficient. */
  long commonFactor(long start) {
    long g = start;
    for (long c : factors) {
      g = gcd(g, Math.abs(c));
    }
    return g;
  }

  static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  public LinearForm plus(LinearForm o, long factor) {
    Sum sum = new Sum(atoms.length + o.atoms.length);
    sum.add(this, 1);
    sum.add(o, factor);
    return sum.form();
  }

  public LinearForm plus(long value) {
    return new LinearForm(atoms, factors, constant + value);
  }

  public LinearForm times(long factor) {
    return factor == 0 ? constant(0) : constant(0).plus(this, factor);
  }

  /** The terms whose atoms pass; the constant stays with the others. */
  public LinearForm part(Predicate<Expr> which) {
    Sum sum = new Sum(atoms.length);
    for (int i = 0; i < atoms.length; i++) {
      if (which.test(atoms[i])) {
        sum.term(atoms[i], factors[i]);
      }
    }
    return sum.form();
  }

  /** The terms (and the constant's multiple) that {@code divisor} divides, divided. */
  LinearForm quotient(long divisor) {
    Sum sum = new Sum(atoms.length);
    for (int i = 0; i < atoms.length; i++) {
      if (factors[i] % divisor == 0) {
        sum.term(atoms[i], factors[i] / divisor);
      }
    }
    return sum.form().plus(Math.floorDiv(constant, divisor));
  }

  /** What {@link #quotient} leaves. */
  LinearForm remainder(long divisor) {
    Sum sum = new Sum(atoms.length);
    for (int i = 0; i < atoms.length; i++) {
      if (factors[i] % divisor != 0) {
        sum.term(atoms[i], factors[i]);
      }
    }
    return sum.form().plus(Math.floorMod(constant, divisor));
  }

  public Interval range(Ranges ranges) {
    Interval sum = Interval.of(constant);
    for (int i = 0; i < atoms.length; i++) {
      sum = sum.plus(ranges.of(atoms[i]).times(factors[i]));
    }
    return sum;
  }

  /** Back to an expression: positive terms first, then the negative ones, then the constant. */
  public Expr toExpr() {
    if (atoms.length == 0) {
      return Exprs.index(constant);
    }
    Expr sum = Exprs.index(0);
    boolean anyPositive = false;
    for (int i = 0; i < atoms.length; i++) {
      if (factors[i] > 0) {
        anyPositive = true;
        sum = Exprs.add(sum, Exprs.mul(atoms[i], factors[i]));
      }
    }
    if (!anyPositive) {
      sum = Exprs.index(constant);
    } else if (constant > 0) {
      sum = Exprs.add(sum, constant);
    }
    for (int i = 0; i < atoms.length; i++) {
      if (factors[i] < 0) {
        sum = Exprs.sub(sum, Exprs.mul(atoms[i], -factors[i]));
      }
    }
    return anyPositive && constant < 0 ? Exprs.sub(sum, Exprs.index(-constant)) : sum;
  }

  /** Whether two atoms are the same expression; most are variables or differ in kind. */
  @SuppressWarnings("ReferenceEquality") // a short cut before the comparison by value
  private static boolean same(Expr a, Expr b) {
    if (a == b) {
      return true;
    }
    return a instanceof Expr.Var x
        ? b instanceof Expr.Var y && x.name().equals(y.name())
        : !(b instanceof Expr.Var) && a.equals(b);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof LinearForm other
        && constant == other.constant
        && terms().equals(other.terms());
  }

  @Override
  public int hashCode() {
    return terms().hashCode() * 31 + Long.hashCode(constant);
  }

  @Override
  public String toString() {
    return toExpr().toString();
  }

  /** A form in the making. */
  private static final class Sum {
    private Expr[] atoms;
    private long[] factors;
    private int count;
    private long constant;

    Sum(int capacity) {
      atoms = new Expr[capacity];
      factors = new long[capacity];
    }

    void add(Expr e, long factor, UnaryOperator<Expr> replacement) {
      switch (e) {
        case Expr.IntImm x -> constant += x.value() * factor;
        case Expr.Binary x when x.op() == BinaryOp.ADD -> {
          add(x.a(), factor, replacement);
          add(x.b(), factor, replacement);
        }
        case Expr.Binary x when x.op() == BinaryOp.SUB -> {
          add(x.a(), factor, replacement);
          add(x.b(), -factor, replacement);
        }
        case Expr.Binary x when x.op() == BinaryOp.MUL -> product(x, factor, replacement);
        default -> replaced(replacement.apply(e), factor);
      }
    }

    private void product(Expr.Binary x, long factor, UnaryOperator<Expr> replacement) {
      LinearForm a = of(x.a(), replacement);
      LinearForm b = of(x.b(), replacement);
      if (b.isConstant()) {
        add(a, factor * b.constant);
      } else if (a.isConstant()) {
        add(b, factor * a.constant);
      } else {
        term(new Expr.Binary(BinaryOp.MUL, a.toExpr(), b.toExpr()), factor);
      }
    }

    /** Where the replacement is a sum, its terms. */
    private void replaced(Expr e, long factor) {
      boolean whole =
          e instanceof Expr.IntImm
              || (e instanceof Expr.Binary x
                  && (x.op() == BinaryOp.ADD || x.op() == BinaryOp.SUB || x.op() == BinaryOp.MUL));
      if (whole) {
        add(of(e), factor);
      } else {
        term(e, factor);
      }
    }

    void add(LinearForm form, long factor) {
      constant += form.constant * factor;
      for (int i = 0; i < form.atoms.length; i++) {
        term(form.atoms[i], form.factors[i] * factor);
      }
    }

    void term(Expr atom, long factor) {
      for (int i = 0; i < count; i++) {
        if (same(atoms[i], atom)) {
          factors[i] += factor;
          return;
        }
      }
      if (count == atoms.length) {
        atoms = Arrays.copyOf(atoms, 2 * count + 1);
        factors = Arrays.copyOf(factors, 2 * count + 1);
      }
      atoms[count] = atom;
      factors[count] = factor;
      count++;
    }

    /** The sum so far without the terms that cancel out. */
    LinearForm form() {
      int left = 0;
      for (int i = 0; i < count; i++) {
        if (factors[i] != 0) {
          atoms[left] = atoms[i];
          factors[left++] = factors[i];
        }
      }
      return left == 0
          ? LinearForm.constant(constant)
          : new LinearForm(Arrays.copyOf(atoms, left), Arrays.copyOf(factors, left), constant);
    }
  }
}
