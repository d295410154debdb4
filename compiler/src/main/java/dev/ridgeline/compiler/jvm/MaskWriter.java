package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Writes vectors of booleans, as masks. A mask belongs to a species: that of the values compared.
 * To choose between values of another type it is cast.
 */
final class MaskWriter {
  private final MethodScope scope;
  private final VectorWriter vectors;
  private final CodeBuilder code;

  MaskWriter(MethodScope scope, VectorWriter vectors) {
    this.scope = scope;
    this.vectors = vectors;
    this.code = scope.code;
  }

  /** The lanes that a mask has by nature: those of what is compared. */
  ScalarType lanesOf(Expr e) {
    return switch (e) {
      case Expr.Compare x ->
          x.a().type().scalar() == ScalarType.BOOL ? lanesOf(x.a()) : x.a().type().scalar();
      case Expr.Var x -> scope.maskLanes(x.name());
      case Expr.Unary x -> lanesOf(x.a());
      case Expr.Binary x -> lanesOf(x.a());
      case Expr.Select x -> lanesOf(x.then());
      case Expr.Cast x when x.a().type().scalar() != ScalarType.BOOL -> x.a().type().scalar();
      case Expr.Cast x -> lanesOf(x.a());
      default -> ScalarType.I32;
    };
  }

  /** Leaves the mask on the operand stack, in the species of vectors of {@code lanes}. */
  void push(Expr e, ScalarType lanes) {
    ValueType type = new ValueType(lanes, e.type().lanes());
    scope.requireFits(type);
    ScalarType own = lanesOf(e);
    if (own != lanes) {
      push(e, own);
      vectors.species(VectorShape.of(type));
      code.invokevirtual(Names.MASK, "cast", MethodTypeDesc.of(Names.MASK, Names.SPECIES));
      return;
    }
    switch (e) {
      case Expr.Var x -> code.aload(scope.locals.slot(x.name()));
      case Expr.Compare x -> compare(x, lanes);
      case Expr.Unary x when x.op() == UnaryOp.NOT -> {
        push(x.a(), lanes);
        code.invokevirtual(Names.MASK, "not", MethodTypeDesc.of(Names.MASK));
      }
      case Expr.Binary x -> binary(x, lanes);
      case Expr.Select x -> select(x, lanes);
      case Expr.Cast x -> cast(x, lanes);
      case Expr.Broadcast x -> {
        vectors.species(VectorShape.of(type));
        scope.push(x.value());
        code.invokeinterface(
            Names.SPECIES, "maskAll", MethodTypeDesc.of(Names.MASK, ConstantDescs.CD_boolean));
      }
      case Expr.Load x -> {
        // A byte a boolean: loaded as numbers and compared.
        vectors.memory.loadBytes(x, new ValueType(ScalarType.I32, x.type().lanes()));
        againstZero(lanes, x.type().lanes());
      }
      default -> throw new IllegalArgumentException(e + " is no vector of booleans");
    }
  }

  private void compare(Expr.Compare x, ScalarType lanes) {
    if (x.a().type().scalar() == ScalarType.BOOL) {
      compareMasks(x, lanes);
      return;
    }
    vectors.push(x.a());
    code.getstatic(Names.OPERATORS, x.op().name(), Names.COMPARISON);
    vectors.push(x.b());
    compared(x.a().type());
  }

  private void compared(ValueType type) {
    code.invokevirtual(
        VectorShape.of(type).vector(),
        "compare",
        MethodTypeDesc.of(Names.MASK, Names.COMPARISON, Names.VECTOR));
  }

  private void compareMasks(Expr.Compare x, ScalarType lanes) {
    push(x.a(), lanes);
    push(x.b(), lanes);
    switch (x.op()) {
      case EQ -> operator("eq");
      case NE -> operator("xor");
      default -> throw new IllegalArgumentException("booleans have no order");
    }
  }

  private void operator(String name) {
    code.invokevirtual(Names.MASK, name, MethodTypeDesc.of(Names.MASK, Names.MASK));
  }

  private void binary(Expr.Binary x, ScalarType lanes) {
    push(x.a(), lanes);
    push(x.b(), lanes);
    switch (x.op()) {
      case AND -> operator("and");
      case OR -> operator("or");
      case XOR -> operator("xor");
      default ->
          throw new IllegalArgumentException("booleans have no operation " + x.op().symbol());
    }
  }

  /** {@code then & condition | otherwise & !condition}, or a jump by a scalar condition. */
  private void select(Expr.Select x, ScalarType lanes) {
    int mark = scope.locals.mark();
    if (x.condition().type().isVector()) {
      push(x.condition(), lanes);
      int condition = scope.locals.take(java.lang.classfile.TypeKind.REFERENCE);
      code.astore(condition);
      push(x.then(), lanes);
      code.aload(condition);
      operator("and");
      push(x.otherwise(), lanes);
      code.aload(condition);
      operator("andNot");
      operator("or");
    } else {
      var other = code.newLabel();
      var end = code.newLabel();
      scope.scalars.jumpUnless(x.condition(), other);
      push(x.then(), lanes);
      code.goto_(end);
      code.labelBinding(other);
      push(x.otherwise(), lanes);
      code.labelBinding(end);
    }
    scope.locals.release(mark);
  }

  private void cast(Expr.Cast x, ScalarType lanes) {
    if (x.a().type().scalar() == ScalarType.BOOL) {
      push(x.a(), lanes);
      return;
    }
    vectors.push(x.a());
    againstZero(lanes, x.type().lanes());
  }

  /** Which lanes of the vector on the operand stack are not 0. */
  private void againstZero(ScalarType lanes, int count) {
    ValueType type = new ValueType(lanes, count);
    ClassDesc v = VectorShape.of(type).vector();
    code.getstatic(Names.OPERATORS, "NE", Names.COMPARISON);
    vectors.species(VectorShape.of(type));
    code.invokestatic(v, "zero", MethodTypeDesc.of(v, Names.SPECIES));
    compared(type);
  }
}
