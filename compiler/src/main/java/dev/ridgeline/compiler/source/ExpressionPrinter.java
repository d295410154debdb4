package dev.ridgeline.compiler.source;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.tensor.DType;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Prints expressions. Indices are printed in the dialect's index type: their arithmetic never
 * leaves 32 bits, so that a wider type changes nothing and spares extensions of the sign. Values
 * are printed in their own types. Vectors of booleans are masks of 4-byte lanes, or of the width
 * that the place needs.
 */
final class ExpressionPrinter {
  private final Dialect dialect;
  private final NameScope names;
  private final boolean wide;

  ExpressionPrinter(Dialect dialect, NameScope names) {
    this.dialect = dialect;
    this.names = names;
    this.wide = dialect.indexType() != ScalarType.I32;
  }

  /** Buffers and variables may share names. */
  static String bufferKey(Buffer b) {
    return b.name() + "[]";
  }

  /** An index or a count. */
  Text index(Expr e) {
    ValueType type = ValueType.of(dialect.indexType());
    return switch (e) {
      case Expr.Var x -> Text.plain(names.get(x.name()));
      case Expr.Select x -> choice(value(x.condition()), index(x.then()), index(x.otherwise()));
      case Expr.Unary x when x.op() == UnaryOp.NEG -> Text.prefix("-", index(x.a()));
      case Expr.Binary x -> binary(x, type, index(x.a()), index(x.b()));
      default -> value(e);
    };
  }

  /** A value where C converts it to the type that it has. */
  Text plain(Expr e) {
    return e instanceof Expr.Var x ? Text.plain(names.get(x.name())) : value(e);
  }

  /** A value. */
  Text value(Expr e) {
    if (e.type().scalar() == ScalarType.BOOL && e.type().isVector()) {
      return mask(e, 4);
    }
    if (wide && isIndexSum(e)) {
      return Text.prefix("(" + dialect.type(ValueType.I32) + ")", index(e));
    }
    return switch (e) {
      case Expr.IntImm x -> integer(x);
      case Expr.FloatImm x -> number(x);
      case Expr.Var x -> Text.plain(names.get(x.name()));
      case Expr.Unary x -> unary(x);
      case Expr.Binary x -> binary(x, x.type(), value(x.a()), value(x.b()));
      case Expr.Compare x -> compare(x);
      case Expr.Fma x ->
          Text.plain(
              dialect.fma(x.type(), value(x.a()).text(), value(x.b()).text(), value(x.c()).text()));
      case Expr.Select x -> select(x);
      case Expr.Cast x -> cast(x);
      case Expr.Reinterpret x ->
          x.to() == x.a().type().scalar()
              ? value(x.a())
              : Text.plain(dialect.reinterpret(x.a().type(), x.to(), value(x.a()).text()));
      case Expr.Load x -> load(x);
      case Expr.Ramp x -> Text.plain(dialect.ramp(x.lanes(), plain(x.base()).text(), x.stride()));
      case Expr.Broadcast x -> Text.plain(dialect.splat(x.type(), plain(x.value()).text()));
    };
  }

  /** Sums and products of index variables: their low bits are right in any width. */
  private boolean isIndexSum(Expr e) {
    return switch (e) {
      case Expr.Var x -> names.isIndex(x.name());
      case Expr.Binary x ->
          switch (x.op()) {
            case ADD, SUB, MUL ->
                (isIndexSum(x.a()) || isIndexSum(x.b())) && isSumPart(x.a()) && isSumPart(x.b());
            default -> false;
          };
      default -> false;
    };
  }

  private boolean isSumPart(Expr e) {
    return e instanceof Expr.IntImm || isIndexSum(e);
  }

  private Text integer(Expr.IntImm x) {
    long v = x.value();
    if (x.type().scalar() == ScalarType.BOOL) {
      return Text.plain(v != 0 ? "1" : "0");
    }
    if (x.type().scalar() == ScalarType.I64) {
      String type = "(" + dialect.type(ValueType.I64) + ")";
      return v == Long.MIN_VALUE
          ? new Text(type + "-9223372036854775807 - 1", Text.ADD)
          : new Text(type + v, Text.UNARY);
    }
    return switch ((int) v) {
      case Integer.MIN_VALUE -> new Text("-2147483647 - 1", Text.ADD);
      default -> new Text(Integer.toString((int) v), v < 0 ? Text.UNARY : Text.POSTFIX);
    };
  }

  private Text number(Expr.FloatImm x) {
    String text = dialect.number(x);
    return new Text(text, text.startsWith("-") ? Text.UNARY : Text.POSTFIX);
  }

  private Text unary(Expr.Unary x) {
    Text a = value(x.a());
    return switch (x.op()) {
      case NEG -> Text.prefix("-", a);
      case NOT -> Text.prefix(x.type().scalar() == ScalarType.BOOL ? "!" : "~", a);
      default -> Text.plain(dialect.unary(x.op(), x.type(), a.text()));
    };
  }

  /** The value of an integer constant, also in all lanes. */
  private static OptionalLong constant(Expr e) {
    return switch (e) {
      case Expr.IntImm x -> OptionalLong.of(x.value());
      case Expr.Broadcast x -> constant(x.value());
      default -> OptionalLong.empty();
    };
  }

  private Text binary(Expr.Binary x, ValueType type, Text a, Text b) {
    boolean bool = x.type().scalar() == ScalarType.BOOL;
    return switch (x.op()) {
      case ADD -> Text.infix(a, "+", b, Text.ADD);
      case SUB -> Text.infix(a, "-", b, Text.ADD);
      case MUL -> Text.infix(a, "*", b, Text.MULTIPLY);
      case DIV -> Text.infix(a, "/", b, Text.MULTIPLY);
      case AND -> bool ? Text.infix(a, "&&", b, Text.AND) : Text.bits(a, "&", b);
      case OR ->
          bool
              ? new Text(a.in(Text.EQUALITY) + " || " + b.in(Text.EQUALITY), Text.OR)
              : Text.bits(a, "|", b);
      case XOR -> bool ? Text.infix(a, "!=", b, Text.EQUALITY) : Text.bits(a, "^", b);
      case SHL -> Text.bits(a, "<<", count(x, b));
      case SHR -> Text.bits(a, ">>", count(x, b));
      case FLOOR_DIV, FLOOR_MOD -> divide(x, type, a, b);
      case MIN, MAX -> Text.plain(dialect.binary(x.op(), type, a.text(), b.text()));
    };
  }

  private static Text count(Expr.Binary x, Text b) {
    int mask = x.type().scalar() == ScalarType.I64 ? 63 : 31;
    OptionalLong known = constant(x.b());
    return known.isPresent()
        ? Text.plain(Long.toString(known.getAsLong() & mask))
        : Text.bits(b, "&", Text.plain(Integer.toString(mask)));
  }

  /** Division by powers of two rounds down when it is a shift. */
  private Text divide(Expr.Binary x, ValueType type, Text a, Text b) {
    long by = constant(x.b()).orElse(0);
    if (by > 0 && Long.bitCount(by) == 1 && !x.type().isVector()) {
      return x.op() == BinaryOp.FLOOR_DIV
          ? Text.bits(a, ">>", Text.plain(Integer.toString(Long.numberOfTrailingZeros(by))))
          : Text.bits(a, "&", Text.plain(Long.toString(by - 1)));
    }
    return Text.plain(dialect.binary(x.op(), type, a.text(), b.text()));
  }

  private Text compare(Expr.Compare x) {
    boolean equality = x.op() == CompareOp.EQ || x.op() == CompareOp.NE;
    boolean masks = x.a().type().isVector() && x.a().type().scalar() == ScalarType.BOOL;
    Text a = plain(x.a());
    Text b = plain(x.b());
    if (masks && !equality) {
      a = Text.bits(a, "&", Text.plain("1"));
      b = Text.bits(b, "&", Text.plain("1"));
    }
    // a chain such as a < b < c reads wrongly, so both sides bind tighter
    String text = a.in(Text.ADD) + " " + x.op().symbol() + " " + b.in(Text.ADD);
    return new Text(text, equality ? Text.EQUALITY : Text.ORDER);
  }

  private static Text choice(Text condition, Text then, Text otherwise) {
    return new Text(
        condition.in(Text.OR) + " ? " + then.in(Text.OR) + " : " + otherwise.in(Text.CHOICE),
        Text.CHOICE);
  }

  private Text select(Expr.Select x) {
    if (!x.condition().type().isVector()) {
      return choice(value(x.condition()), value(x.then()), value(x.otherwise()));
    }
    String mask = mask(x.condition(), width(x.type().scalar())).text();
    return Text.plain(
        dialect.select(x.type(), mask, value(x.then()).text(), value(x.otherwise()).text()));
  }

  private static int width(ScalarType scalar) {
    return Math.max(4, scalar.bytes());
  }

  private Text cast(Expr.Cast x) {
    ScalarType from = x.a().type().scalar();
    ValueType type = x.type();
    if (from == x.to()) {
      return value(x.a());
    }
    if (x.to() == ScalarType.BOOL) {
      String zero = from.isFloat() ? dialect.number(zero(from)) : "0";
      return new Text(plain(x.a()).in(Text.ADD) + " != " + zero, Text.EQUALITY);
    }
    if (from == ScalarType.BOOL) {
      if (!type.isVector()) {
        return Text.prefix("(" + dialect.type(type) + ")", value(x.a()));
      }
      String ones = mask(x.a(), 4).in(Text.UNARY) + " & 1";
      return x.to() == ScalarType.I32
          ? new Text(ones, Text.BITS)
          : Text.plain(dialect.cast(type.withScalar(ScalarType.I32), x.to(), ones));
    }
    return Text.plain(dialect.cast(x.a().type(), x.to(), plain(x.a()).text()));
  }

  private static Expr.FloatImm zero(ScalarType type) {
    return new Expr.FloatImm(ValueType.of(type), 0);
  }

  /** A vector of booleans as lanes of so many bytes, -1 for true. */
  private Text mask(Expr e, int bytes) {
    return switch (e) {
      case Expr.Compare x -> widened(compare(x), e, width(x.a().type().scalar()), bytes);
      case Expr.Unary x when x.op() == UnaryOp.NOT -> Text.prefix("~", mask(x.a(), bytes));
      case Expr.Binary x -> {
        String symbol =
            switch (x.op()) {
              case AND -> "&";
              case OR -> "|";
              case XOR -> "^";
              default -> throw new IllegalStateException("no operation of booleans: " + x.op());
            };
        yield Text.bits(mask(x.a(), bytes), symbol, mask(x.b(), bytes));
      }
      case Expr.Broadcast x -> {
        ValueType type = new ValueType(bytes == 4 ? ScalarType.I32 : ScalarType.I64, x.lanes());
        yield Text.plain(dialect.splat(type, "-" + in(value(x.value()))));
      }
      case Expr.Cast x when x.a().type().scalar() != ScalarType.BOOL -> {
        ValueType type = x.a().type();
        String zero = type.scalar().isFloat() ? dialect.number(zero(type.scalar())) : "0";
        Text text =
            new Text(value(x.a()).in(Text.ADD) + " != " + dialect.splat(type, zero), Text.EQUALITY);
        yield widened(text, e, width(type.scalar()), bytes);
      }
      case Expr.Cast x -> mask(x.a(), bytes);
      case Expr.Reinterpret x -> mask(x.a(), bytes);
      case Expr.Select x -> {
        if (!x.condition().type().isVector()) {
          yield choice(value(x.condition()), mask(x.then(), bytes), mask(x.otherwise(), bytes));
        }
        Text condition = mask(x.condition(), bytes);
        yield Text.bits(
            Text.bits(condition, "&", mask(x.then(), bytes)),
            "|",
            Text.bits(Text.prefix("~", condition), "&", mask(x.otherwise(), bytes)));
      }
      case Expr.Var x -> widened(Text.plain(names.get(x.name())), e, 4, bytes);
      case Expr.Load x -> widened(load(x), e, 4, bytes);
      default -> throw new IllegalStateException("no vector of booleans: " + e);
    };
  }

  private static String in(Text t) {
    return "(" + t.text() + ")";
  }

  private Text widened(Text text, Expr e, int from, int to) {
    return from == to ? text : Text.plain(dialect.mask(e.type().lanes(), from, to, text.text()));
  }

  private Access access(DType memory, ValueType type, Expr at, Expr active, boolean whole) {
    int stride = at instanceof Expr.Ramp ramp ? ramp.stride() : 1;
    return new Access(
        memory, type, stride, whole ? Optional.empty() : Optional.of(index(active).text()));
  }

  private String pointer(Buffer buffer, Expr at) {
    Expr base = at instanceof Expr.Ramp ramp ? ramp.base() : at;
    Text offset = index(base);
    String name = names.get(bufferKey(buffer));
    return offset.text().equals("0") ? name : name + " + " + offset.in(Text.ADD);
  }

  private String element(Buffer buffer, Expr at) {
    return names.get(bufferKey(buffer)) + "[" + index(at).text() + "]";
  }

  private Text load(Expr.Load x) {
    Expr at = x.indices().getFirst();
    if (x.type().isVector()) {
      Access access = access(x.buffer().dtype(), x.type(), at, x.active(), x.isWhole());
      return Text.plain(dialect.load(access, pointer(x.buffer(), at)));
    }
    String element = element(x.buffer(), at);
    Text loaded =
        x.buffer().dtype() == DType.BOOL
            ? new Text(element + " != 0", Text.EQUALITY)
            : Text.plain(element);
    if (x.isWhole()) {
      return loaded;
    }
    Text condition = new Text(index(x.active()).in(Text.ADD) + " > 0", Text.ORDER);
    Text zero =
        Text.plain(x.type().scalar().isFloat() ? dialect.number(zero(x.type().scalar())) : "0");
    return choice(condition, loaded, zero);
  }

  /** A store as a statement without its semicolon. */
  String store(Stmt.Store x) {
    Expr at = x.indices().getFirst();
    if (x.value().type().isVector()) {
      Access access = access(x.buffer().dtype(), x.value().type(), at, x.active(), x.isWhole());
      return dialect.store(access, pointer(x.buffer(), at), value(x.value()).text());
    }
    String text = element(x.buffer(), at) + " = " + plain(x.value()).text();
    return x.isWhole() ? text : "if (" + index(x.active()).in(Text.ADD) + " > 0) " + text;
  }
}
