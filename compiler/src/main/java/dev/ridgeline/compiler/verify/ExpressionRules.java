package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.ValueType;
import java.util.List;

/** Names, types and forms of expressions. */
final class ExpressionRules {
  private final Scopes scopes;
  private final Region region;
  private final Place place;

  ExpressionRules(Scopes scopes, Region region, Place place) {
    this.scopes = scopes;
    this.region = region;
    this.place = place;
  }

  void check(Expr e) {
    switch (e) {
      case Expr.IntImm _, Expr.FloatImm _ -> {}
      case Expr.Var x -> scopes.use(x);
      case Expr.Unary x -> {
        check(x.a());
        unary(x);
      }
      case Expr.Binary x -> {
        check(x.a());
        check(x.b());
        binary(x);
      }
      case Expr.Compare x -> {
        check(x.a());
        check(x.b());
        boolean ordered = x.op() != CompareOp.EQ && x.op() != CompareOp.NE;
        require(!ordered || x.a().type().scalar() != ScalarType.BOOL, "booleans have no order", e);
      }
      case Expr.Fma x -> {
        check(x.a());
        check(x.b());
        check(x.c());
      }
      case Expr.Select x -> {
        check(x.condition());
        check(x.then());
        check(x.otherwise());
        int lanes = x.condition().type().lanes();
        require(
            lanes == 1 || lanes == x.type().lanes(),
            "a condition of other lanes than its sides",
            e);
      }
      case Expr.Cast x -> {
        check(x.a());
        boolean toBool = x.to() == ScalarType.BOOL && x.a().type().scalar() != ScalarType.BOOL;
        require(!toBool, "a cast to bool; compare instead", e);
      }
      case Expr.Reinterpret x -> check(x.a());
      case Expr.Load x -> {
        if (region == Region.HOST) {
          throw place.broken(Rule.LEVEL, "the host reads memory");
        }
        access(x.buffer(), x.indices(), x.active());
      }
      case Expr.Ramp x -> check(x.base());
      case Expr.Broadcast x -> check(x.value());
    }
  }

  /** An expression that has to be an I32 scalar. */
  void index(Expr e) {
    check(e);
    require(e.type().equals(ValueType.I32), "an i32 scalar is needed", e);
  }

  void condition(Expr e) {
    check(e);
    require(e.type().equals(ValueType.BOOL), "a scalar condition is needed", e);
  }

  /** What loads and stores have in common. */
  void access(Buffer buffer, List<Expr> indices, Expr active) {
    scopes.use(buffer);
    boolean flat = region == Region.CODE || region == Region.RAW;
    int expected = flat ? 1 : buffer.rank();
    if (indices.size() != expected) {
      throw place.broken(
          Rule.RANK,
          "buffer '%s' takes %d indices here but got %d"
              .formatted(buffer.name(), expected, indices.size()));
    }
    for (int d = 0; d < indices.size(); d++) {
      Expr index = indices.get(d);
      check(index);
      require(index.type().scalar() == ScalarType.I32, "indices are i32", index);
      boolean last = d == indices.size() - 1;
      if (index.type().isVector() && !(last && index instanceof Expr.Ramp)) {
        throw place.broken(
            Rule.LEVEL, "a vector index of '" + buffer.name() + "' is no ramp in the last place");
      }
    }
    index(active);
  }

  private void unary(Expr.Unary x) {
    ScalarType type = x.type().scalar();
    boolean fits =
        switch (x.op()) {
          case NEG, ABS -> type != ScalarType.BOOL;
          case NOT -> !type.isFloat();
          case SQRT, FLOOR, CEIL, ROUND_EVEN, EXP, LOG, TANH, SIGMOID, ERF -> type.isFloat();
        };
    require(fits, x.op().label() + " of " + x.type(), x);
    if (region == Region.CODE && !x.op().isPrimitive()) {
      throw place.broken(Rule.LEVEL, x.op().label() + " is not expanded");
    }
  }

  private void binary(Expr.Binary x) {
    ScalarType type = x.type().scalar();
    boolean fits =
        switch (x.op()) {
          case ADD, SUB, MUL, MIN, MAX -> type != ScalarType.BOOL;
          case DIV -> type.isFloat();
          case FLOOR_DIV, FLOOR_MOD, SHL, SHR -> type.isInteger();
          case AND, OR, XOR -> !type.isFloat();
        };
    require(fits, "'" + x.op().symbol() + "' of " + x.type(), x);
  }

  void require(boolean holds, String what, Expr e) {
    if (!holds) {
      throw place.broken(
          Rule.TYPE, what + ": " + dev.ridgeline.compiler.ir.IrText.of(e) + " is " + e.type());
    }
  }
}
