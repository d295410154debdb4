package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Writes vector expressions. Every species is a constant, so that the JIT knows the class of every
 * vector and keeps it in a register. Vectors of booleans are masks, written by {@link MaskWriter}.
 */
final class VectorWriter {
  private final MethodScope scope;
  private final CodeBuilder code;
  final MaskWriter masks;
  final MemoryWriter memory;

  VectorWriter(MethodScope scope) {
    this.scope = scope;
    this.code = scope.code;
    this.masks = new MaskWriter(scope, this);
    this.memory = new MemoryWriter(scope, this);
  }

  /** Leaves the vector on the operand stack. */
  void push(Expr e) {
    if (e.type().scalar() == ScalarType.BOOL) {
      masks.push(e, masks.lanesOf(e));
      return;
    }
    scope.requireFits(e.type());
    switch (e) {
      case Expr.Var x -> code.aload(scope.locals.slot(x.name()));
      case Expr.Unary x -> unary(x);
      case Expr.Binary x -> binary(x);
      case Expr.Fma x -> {
        push(x.a());
        push(x.b());
        push(x.c());
        ClassDesc v = shape(x.type()).vector();
        code.invokevirtual(v, "fma", MethodTypeDesc.of(v, Names.VECTOR, Names.VECTOR));
      }
      case Expr.Select x -> select(x);
      case Expr.Cast x -> cast(x);
      case Expr.Reinterpret x -> reinterpret(x);
      case Expr.Load x -> memory.load(x);
      case Expr.Ramp x -> ramp(x);
      case Expr.Broadcast x -> {
        species(shape(x.type()));
        scope.push(x.value());
        broadcast(x.type());
      }
      case Expr.IntImm _, Expr.FloatImm _, Expr.Compare _ ->
          throw new IllegalArgumentException(e.type() + " is no vector of numbers");
    }
  }

  static VectorShape shape(ValueType type) {
    return VectorShape.of(type);
  }

  void species(VectorShape shape) {
    code.getstatic(shape.vector(), shape.species(), Names.SPECIES);
  }

  /** Of a species and a scalar on the operand stack. */
  void broadcast(ValueType type) {
    ClassDesc v = shape(type).vector();
    code.invokestatic(
        v, "broadcast", MethodTypeDesc.of(v, Names.SPECIES, Names.scalar(type.scalar())));
  }

  private void constant(ValueType type, double value) {
    push(new Expr.Broadcast(Exprs.number(type.scalar(), value), type.lanes()));
  }

  private void unary(Expr.Unary x) {
    push(x.a());
    switch (x.op()) {
      case NEG -> lanewise(x.type(), "NEG");
      case ABS -> abs(x.type());
      case NOT -> lanewise(x.type(), "NOT");
      case SQRT -> lanewise(x.type(), "SQRT");
      case FLOOR, CEIL, ROUND_EVEN -> round(x.op(), x.type());
      case EXP, LOG, TANH, SIGMOID, ERF ->
          throw new IllegalArgumentException(
              x.op().label() + " is to be expanded before code is made");
    }
  }

  /** Before AVX-512 there is no instruction for longs: {@code (a ^ s) - s}, s the sign's copies. */
  private void abs(ValueType type) {
    if (type.scalar() != ScalarType.I64) {
      lanewise(type, "ABS");
      return;
    }
    int mark = scope.locals.mark();
    Expr.Var a = local("abs.a", type);
    code.astore(scope.locals.take(a.name(), TypeKind.REFERENCE));
    Expr count = new Expr.Broadcast(new Expr.IntImm(ValueType.I64, 63), type.lanes());
    Expr sign = new Expr.Binary(BinaryOp.SHR, a, count);
    push(new Expr.Binary(BinaryOp.SUB, new Expr.Binary(BinaryOp.XOR, a, sign), sign));
    scope.locals.unbind(a.name());
    scope.locals.release(mark);
  }

  private void lanewise(ValueType type, String operator) {
    ClassDesc v = shape(type).vector();
    code.getstatic(Names.OPERATORS, operator, Names.UNARY);
    code.invokevirtual(v, "lanewise", MethodTypeDesc.of(v, Names.UNARY));
  }

  /**
   * Adding and taking away 2^p, p the bits of the fraction, rounds a magnitude below 2^p to the
   * nearest integer, half to even; greater ones and NaN are integers or stay as they are. Floor and
   * ceiling take a step back where that went too far. The sign is put back at the end, for zeros.
   */
  private void round(UnaryOp op, ValueType type) {
    int mark = scope.locals.mark();
    if (type.lanes() == 2) {
      int slot = scope.locals.take(TypeKind.REFERENCE);
      code.astore(slot);
      assemble(
          type,
          lane -> {
            lane(slot, type, lane);
            scope.scalars.round(op, type.scalar());
          });
      scope.locals.release(mark);
      return;
    }
    Expr.Var x = local("round.x", type);
    code.astore(scope.locals.take(x.name(), TypeKind.REFERENCE));
    Expr big = splat(type, type.scalar() == ScalarType.F32 ? 0x1p23 : 0x1p52);
    Expr magnitude = new Expr.Unary(UnaryOp.ABS, x);
    ScalarType bits = type.scalar() == ScalarType.F32 ? ScalarType.I32 : ScalarType.I64;
    Expr near = new Expr.Binary(BinaryOp.SUB, new Expr.Binary(BinaryOp.ADD, magnitude, big), big);
    Expr.Var r = local("round.r", type);
    push(withSignOf(x, near, bits));
    code.astore(scope.locals.take(r.name(), TypeKind.REFERENCE));
    Expr result = r;
    if (op != UnaryOp.ROUND_EVEN) {
      boolean floor = op == UnaryOp.FLOOR;
      Expr one = splat(type, 1);
      Expr step = new Expr.Binary(floor ? BinaryOp.SUB : BinaryOp.ADD, r, one);
      Expr tooFar = floor ? Exprs.lt(x, r) : Exprs.lt(r, x);
      result = withSignOf(x, new Expr.Select(tooFar, step, r), bits);
    }
    push(new Expr.Select(Exprs.lt(magnitude, big), result, x));
    scope.locals.unbind(x.name());
    scope.locals.unbind(r.name());
    scope.locals.release(mark);
  }

  /** A value that has no sign of its own, or the sign of {@code x} already, with that sign. */
  private static Expr withSignOf(Expr x, Expr value, ScalarType bits) {
    Expr sign =
        new Expr.Broadcast(
            new Expr.IntImm(
                ValueType.of(bits), bits == ScalarType.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE),
            x.type().lanes());
    Expr signOfX = new Expr.Binary(BinaryOp.AND, new Expr.Reinterpret(bits, x), sign);
    return new Expr.Reinterpret(
        x.type().scalar(),
        new Expr.Binary(BinaryOp.OR, new Expr.Reinterpret(bits, value), signOfX));
  }

  private static Expr splat(ValueType type, double value) {
    return new Expr.Broadcast(Exprs.number(type.scalar(), value), type.lanes());
  }

  /** A name that no program uses, for a value that is needed more than once. */
  private static Expr.Var local(String name, ValueType type) {
    return new Expr.Var("#" + name, type);
  }

  private void binary(Expr.Binary x) {
    switch (x.op()) {
      case ADD, SUB, MUL, DIV -> {
        push(x.a());
        push(x.b());
        ClassDesc v = shape(x.type()).vector();
        String name = x.op().name().toLowerCase(java.util.Locale.ROOT);
        code.invokevirtual(v, name, MethodTypeDesc.of(v, Names.VECTOR));
      }
      case AND, OR, XOR -> lanewise(x, x.op().name());
      case SHL -> shift(x, "LSHL");
      case SHR -> shift(x, "ASHR");
      case MIN, MAX -> minMax(x);
      case FLOOR_DIV, FLOOR_MOD -> division(x);
    }
  }

  private void lanewise(Expr.Binary x, String operator) {
    push(x.a());
    code.getstatic(Names.OPERATORS, operator, associative(operator));
    push(x.b());
    ClassDesc v = shape(x.type()).vector();
    code.invokevirtual(v, "lanewise", MethodTypeDesc.of(v, Names.BINARY, Names.VECTOR));
  }

  private static ClassDesc associative(String operator) {
    return switch (operator) {
      case "AND", "OR", "XOR", "MIN", "MAX" -> Names.OPERATORS.nested("Associative");
      default -> Names.BINARY;
    };
  }

  /** A count that is the same in every lane takes an instruction of its own. */
  private void shift(Expr.Binary x, String operator) {
    if (!(x.b() instanceof Expr.Broadcast count)) {
      lanewise(x, operator);
      return;
    }
    push(x.a());
    code.getstatic(Names.OPERATORS, operator, Names.BINARY);
    scope.push(count.value());
    ClassDesc v = shape(x.type()).vector();
    ClassDesc type = Names.scalar(x.type().scalar());
    code.invokevirtual(v, "lanewise", MethodTypeDesc.of(v, Names.BINARY, type));
  }

  /**
   * Of floats a comparison and a choice: the operators MIN and MAX treat NaN and -0 otherwise. The
   * JIT makes objects of masks of 2 lanes, which are therefore compared one by one.
   */
  private void minMax(Expr.Binary x) {
    if (!x.type().scalar().isFloat()) {
      lanewise(x, x.op().name());
      return;
    }
    int mark = scope.locals.mark();
    int a = scope.spill(x.a());
    int b = scope.spill(x.b());
    if (x.type().lanes() == 2) {
      byLanes(x, a, b);
      scope.locals.release(mark);
      return;
    }
    code.aload(b).aload(a).aload(a);
    code.getstatic(Names.OPERATORS, x.op() == BinaryOp.MIN ? "LT" : "GT", Names.COMPARISON);
    code.aload(b);
    ClassDesc v = shape(x.type()).vector();
    code.invokevirtual(v, "compare", MethodTypeDesc.of(Names.MASK, Names.COMPARISON, Names.VECTOR));
    blend(v);
    scope.locals.release(mark);
  }

  void blend(ClassDesc v) {
    code.invokevirtual(v, "blend", MethodTypeDesc.of(v, Names.VECTOR, Names.MASK));
  }

  /** There is no vector division of integers: by powers of two a shift, else lane by lane. */
  private void division(Expr.Binary x) {
    boolean div = x.op() == BinaryOp.FLOOR_DIV;
    if (x.b() instanceof Expr.Broadcast(Expr.IntImm imm, int lanes)
        && imm.value() > 0
        && Long.bitCount(imm.value()) == 1) {
      long by = div ? Long.numberOfTrailingZeros(imm.value()) : imm.value() - 1;
      Expr operand = new Expr.Broadcast(new Expr.IntImm(imm.type(), by), lanes);
      push(new Expr.Binary(div ? BinaryOp.SHR : BinaryOp.AND, x.a(), operand));
      return;
    }
    int mark = scope.locals.mark();
    int a = scope.spill(x.a());
    int b = scope.spill(x.b());
    byLanes(x, a, b);
    scope.locals.release(mark);
  }

  /** The operation on the vectors in two locals, lane by lane. */
  private void byLanes(Expr.Binary x, int a, int b) {
    assemble(
        x.type(),
        lane -> {
          lane(a, x.type(), lane);
          lane(b, x.type(), lane);
          scope.scalars.apply(x.op(), x.type().scalar());
        });
  }

  /** Writes the scalar of one lane. */
  interface Lane {
    void push(int lane);
  }

  /** A vector made of one scalar after the other. */
  void assemble(ValueType type, Lane lanes) {
    VectorShape shape = shape(type);
    ClassDesc scalar = Names.scalar(type.scalar());
    species(shape);
    lanes.push(0);
    broadcast(type);
    for (int lane = 1; lane < type.lanes(); lane++) {
      code.loadConstant(lane);
      lanes.push(lane);
      code.invokevirtual(
          shape.vector(),
          "withLane",
          MethodTypeDesc.of(shape.vector(), ConstantDescs.CD_int, scalar));
    }
  }

  /** A lane of the vector in a local. */
  void lane(int slot, ValueType type, int lane) {
    code.aload(slot).loadConstant(lane);
    code.invokevirtual(
        shape(type).vector(),
        "lane",
        MethodTypeDesc.of(Names.scalar(type.scalar()), ConstantDescs.CD_int));
  }

  private void select(Expr.Select x) {
    if (!x.condition().type().isVector()) {
      scope.scalars.choose(x.condition(), x.then(), x.otherwise());
      return;
    }
    push(x.otherwise());
    push(x.then());
    masks.push(x.condition(), x.type().scalar());
    blend(shape(x.type()).vector());
  }

  private void cast(Expr.Cast x) {
    ScalarType from = x.a().type().scalar();
    if (from == x.to()) {
      push(x.a());
    } else if (from == ScalarType.BOOL) {
      constant(x.type(), 0);
      constant(x.type(), 1);
      masks.push(x.a(), x.to());
      blend(shape(x.type()).vector());
    } else if ((from == ScalarType.I64 && x.to().isFloat())
        || (x.to() == ScalarType.I64 && from.isFloat())) {
      castByLanes(x, from);
    } else {
      push(x.a());
      convert(conversion(from) + "2" + conversion(x.to()), shape(x.type()));
    }
  }

  /** Before AVX-512 there is no instruction between longs and floats. */
  private void castByLanes(Expr.Cast x, ScalarType from) {
    int mark = scope.locals.mark();
    int a = scope.spill(x.a());
    assemble(
        x.type(),
        lane -> {
          lane(a, x.a().type(), lane);
          scope.scalars.convert(from, x.to());
        });
    scope.locals.release(mark);
  }

  /** The vector on the operand stack, converted lane by lane. */
  void convert(String conversion, VectorShape to) {
    code.getstatic(Names.OPERATORS, conversion, Names.CONVERSION);
    species(to);
    code.loadConstant(0);
    code.invokevirtual(
        Names.VECTOR,
        "convertShape",
        MethodTypeDesc.of(Names.VECTOR, Names.CONVERSION, Names.SPECIES, ConstantDescs.CD_int));
    code.checkcast(to.vector());
  }

  private static String conversion(ScalarType type) {
    return switch (type) {
      case F32 -> "F";
      case F64 -> "D";
      case I32 -> "I";
      case I64 -> "L";
      case BOOL -> throw new IllegalArgumentException("masks are converted by a choice");
    };
  }

  private void reinterpret(Expr.Reinterpret x) {
    push(x.a());
    if (x.a().type().equals(x.type())) {
      return;
    }
    String name =
        switch (x.to()) {
          case F32 -> "reinterpretAsFloats";
          case F64 -> "reinterpretAsDoubles";
          case I32 -> "reinterpretAsInts";
          case I64 -> "reinterpretAsLongs";
          case BOOL ->
              throw new IllegalArgumentException("masks have no bits in common with others");
        };
    code.invokevirtual(
        shape(x.a().type()).vector(), name, MethodTypeDesc.of(shape(x.type()).vector()));
  }

  /** As a value: an index vector that a program computes with. */
  private void ramp(Expr.Ramp x) {
    int mark = scope.locals.mark();
    int base = scope.spill(x.base());
    assemble(
        x.type(),
        lane -> {
          code.iload(base).loadConstant(lane * x.stride());
          code.iadd();
        });
    scope.locals.release(mark);
  }
}
