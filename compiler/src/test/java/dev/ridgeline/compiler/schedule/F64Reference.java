package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.expression.Stage;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A computation of floats by its definition, in f64 and with nothing of the compiler's but its
 * grammar. Beside each value stands its magnitude, the value that it would have if nothing
 * cancelled: an f32 result is off by at most {@code roundings * 2^-24 * magnitude}.
 */
final class F64Reference {
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  /** All elements of a tensor, and how many roundings one has seen at most. */
  private record Tensor(double[] values, double[] magnitudes, long roundings) {}

  private record Value(double value, double magnitude) {}

  private final Map<String, Tensor> tensors = new HashMap<>();
  private final Map<String, Integer> at = new HashMap<>();

  private F64Reference() {}

  static F64Reference of(Computation c, Map<String, Object> inputs) {
    F64Reference reference = new F64Reference();
    for (Buffer b : c.inputs()) {
      float[] given = (float[]) Objects.requireNonNull(inputs.get(b.name()));
      double[] values = new double[given.length];
      double[] magnitudes = new double[given.length];
      for (int i = 0; i < given.length; i++) {
        values[i] = given[i];
        magnitudes[i] = Math.abs(given[i]);
      }
      reference.tensors.put(b.name(), new Tensor(values, magnitudes, 0));
    }
    c.stages().forEach(reference::compute);
    return reference;
  }

  /** What is wrong with an output, empty if nothing is. */
  String difference(String output, float[] got) {
    Tensor wanted = tensor(output);
    for (int i = 0; i < got.length; i++) {
      double value = wanted.values()[i];
      double allowed = wanted.roundings() * UNIT_ROUNDOFF * wanted.magnitudes()[i];
      boolean comparable = Double.isFinite(allowed) && Math.abs(value) < Float.MAX_VALUE;
      if (comparable && !(Math.abs(got[i] - value) <= allowed)) {
        return "%s[%d] is %s instead of %s, %s allowed"
            .formatted(output, i, got[i], value, allowed);
      }
    }
    return "";
  }

  private Tensor tensor(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private void compute(Stage s) {
    int size = s.output().span();
    long terms = s.reduce().stream().mapToLong(IndexAxis::extent).reduce(1, (a, b) -> a * b);
    Tensor out = new Tensor(new double[size], new double[size], roundings(s.value()) + terms + 1);
    spatial(s, 0, out);
    tensors.put(s.output().name(), out);
  }

  private long roundings(Expr e) {
    return switch (e) {
      case Expr.Load x -> tensor(x.buffer().name()).roundings();
      case Expr.Binary x ->
          1
              + switch (x.op()) {
                case MUL -> roundings(x.a()) + roundings(x.b());
                default -> Math.max(roundings(x.a()), roundings(x.b()));
              };
      case Expr.Select x -> Math.max(roundings(x.then()), roundings(x.otherwise()));
      default -> 0;
    };
  }

  private void spatial(Stage s, int depth, Tensor out) {
    if (depth < s.spatial().size()) {
      IndexAxis axis = s.spatial().get(depth);
      for (int i = 0; i < axis.extent(); i++) {
        at.put(axis.var().name(), i);
        spatial(s, depth + 1, out);
      }
      return;
    }
    List<Value> terms = new ArrayList<>();
    terms(s, 0, terms);
    int place = 0;
    for (IndexAxis axis : s.spatial()) {
      place = place * axis.extent() + Objects.requireNonNull(at.get(axis.var().name()));
    }
    double value = folded(s, terms);
    double magnitude =
        s.combiner() == Combiner.SUM
            ? terms.stream().mapToDouble(Value::magnitude).sum()
            : terms.stream().mapToDouble(Value::magnitude).max().orElse(0);
    out.values()[place] = value;
    out.magnitudes()[place] = Double.isFinite(value) ? magnitude : Double.POSITIVE_INFINITY;
  }

  private void terms(Stage s, int depth, List<Value> terms) {
    if (depth < s.reduce().size()) {
      IndexAxis axis = s.reduce().get(depth);
      for (int i = 0; i < axis.extent(); i++) {
        at.put(axis.var().name(), i);
        terms(s, depth + 1, terms);
      }
      return;
    }
    boolean leftOut =
        s.combiner() != Combiner.NONE
            && s.value() instanceof Expr.Select(Expr condition, Expr _, Expr otherwise)
            && otherwise.equals(s.combiner().identity(s.output().elementType()))
            && index(condition) == 0;
    if (!leftOut) {
      terms.add(value(s.value()));
    }
  }

  private static double folded(Stage s, List<Value> terms) {
    var values = terms.stream().mapToDouble(Value::value);
    return switch (s.combiner()) {
      case NONE -> terms.getFirst().value();
      case SUM -> values.sum();
      case PRODUCT -> values.reduce(1, (a, b) -> a * b);
      case MIN -> values.min().orElse(Double.POSITIVE_INFINITY);
      case MAX -> values.max().orElse(Double.NEGATIVE_INFINITY);
    };
  }

  private Value value(Expr e) {
    return switch (e) {
      case Expr.FloatImm x -> new Value(x.value(), Math.abs(x.value()));
      case Expr.Load x -> {
        Tensor from = tensor(x.buffer().name());
        int place = 0;
        for (int d = 0; d < x.buffer().rank(); d++) {
          place += index(x.indices().get(d)) * x.buffer().strides().get(d);
        }
        yield new Value(from.values()[place], from.magnitudes()[place]);
      }
      case Expr.Select x -> value(index(x.condition()) != 0 ? x.then() : x.otherwise());
      case Expr.Binary x -> binary(x, value(x.a()), value(x.b()));
      default -> throw new IllegalArgumentException("no reference for " + e);
    };
  }

  private static Value binary(Expr.Binary x, Value a, Value b) {
    double sum = a.magnitude() + b.magnitude();
    double most = Math.max(a.magnitude(), b.magnitude());
    return switch (x.op()) {
      case ADD -> new Value(a.value() + b.value(), sum);
      case SUB -> new Value(a.value() - b.value(), sum);
      case MUL -> new Value(a.value() * b.value(), a.magnitude() * b.magnitude());
      case MIN -> new Value(Math.min(a.value(), b.value()), most);
      case MAX -> new Value(Math.max(a.value(), b.value()), most);
      default -> throw new IllegalArgumentException("no reference for " + x);
    };
  }

  private int index(Expr e) {
    return switch (e) {
      case Expr.IntImm x -> (int) x.value();
      case Expr.Var x -> Objects.requireNonNull(at.get(x.name()));
      case Expr.Compare x -> {
        Expr a = Exprs.index(index(x.a()));
        yield Exprs.isConstant(Exprs.compare(x.op(), a, Exprs.index(index(x.b()))), 1) ? 1 : 0;
      }
      case Expr.Binary x -> {
        int a = index(x.a());
        int b = index(x.b());
        yield switch (x.op()) {
          case ADD -> a + b;
          case SUB -> a - b;
          case MUL -> a * b;
          case FLOOR_DIV -> Math.floorDiv(a, b);
          case FLOOR_MOD -> Math.floorMod(a, b);
          case MIN -> Math.min(a, b);
          case MAX -> Math.max(a, b);
          case AND -> a & b;
          default -> throw new IllegalArgumentException("no reference for " + x);
        };
      }
      default -> throw new IllegalArgumentException("no reference for " + e);
    };
  }
}
