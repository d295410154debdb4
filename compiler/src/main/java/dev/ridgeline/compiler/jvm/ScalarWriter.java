package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.core.tensor.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Writes scalar expressions. Booleans are 0 and 1 on the operand stack. */
final class ScalarWriter {
  private final MethodScope scope;
  private final CodeBuilder code;

  ScalarWriter(MethodScope scope) {
    this.scope = scope;
    this.code = scope.code;
  }

  /** Leaves the value on the operand stack. */
  void push(Expr e) {
    switch (e) {
      case Expr.IntImm x -> {
        if (x.type().scalar() == ScalarType.I64) {
          code.loadConstant(x.value());
        } else {
          code.loadConstant((int) x.value());
        }
      }
      case Expr.FloatImm x -> {
        if (x.type().scalar() == ScalarType.F32) {
          code.loadConstant((float) x.value());
        } else {
          code.loadConstant(x.value());
        }
      }
      case Expr.Var x -> scope.load(Names.kind(x.type()), scope.locals.slot(x.name()));
      case Expr.Unary x -> unary(x);
      case Expr.Binary x -> binary(x);
      case Expr.Compare _ -> truth(e);
      case Expr.Fma x -> fma(x);
      case Expr.Select x -> choose(x.condition(), x.then(), x.otherwise());
      case Expr.Cast x -> cast(x);
      case Expr.Reinterpret x -> reinterpret(x);
      case Expr.Load x -> load(x);
      case Expr.Ramp _, Expr.Broadcast _ ->
          throw new IllegalArgumentException("a vector of type " + e.type() + " is no scalar");
    }
  }

  /** One of two values, of which only the chosen one is computed. */
  void choose(Expr condition, Expr then, Expr otherwise) {
    Label other = code.newLabel();
    Label end = code.newLabel();
    jumpUnless(condition, other);
    scope.push(then);
    code.goto_(end);
    code.labelBinding(other);
    scope.push(otherwise);
    code.labelBinding(end);
  }

  private void truth(Expr condition) {
    choose(condition, Exprs.index(1), Exprs.index(0));
  }

  /** Goes to the label where the condition is false, and on where it is true. */
  void jumpUnless(Expr condition, Label label) {
    switch (condition) {
      case Expr.Compare x -> compareJump(x, label);
      case Expr.Binary x when x.op() == BinaryOp.AND -> {
        jumpUnless(x.a(), label);
        jumpUnless(x.b(), label);
      }
      case Expr.Binary x when x.op() == BinaryOp.OR -> {
        Label yes = code.newLabel();
        jumpIf(x.a(), yes);
        jumpUnless(x.b(), label);
        code.labelBinding(yes);
      }
      case Expr.Unary x when x.op() == UnaryOp.NOT -> jumpIf(x.a(), label);
      default -> {
        push(condition);
        code.ifeq(label);
      }
    }
  }

  private void jumpIf(Expr condition, Label label) {
    Label no = code.newLabel();
    jumpUnless(condition, no);
    code.goto_(label);
    code.labelBinding(no);
  }

  /**
   * Jumps where the comparison fails. Of the two instructions that compare floats the one is taken
   * whose answer for a NaN lets the comparison fail.
   */
  private void compareJump(Expr.Compare x, Label label) {
    push(x.a());
    CompareOp op = x.op();
    ScalarType type = x.a().type().scalar();
    if (type == ScalarType.BOOL || type == ScalarType.I32) {
      if (Exprs.isConstant(x.b(), 0)) {
        code.branch(againstZero(op), label);
      } else {
        push(x.b());
        code.branch(againstInt(op), label);
      }
      return;
    }
    push(x.b());
    boolean below = op == CompareOp.LT || op == CompareOp.LE;
    switch (type) {
      case I64 -> code.lcmp();
      case F32 -> code.with(operator(below ? Opcode.FCMPG : Opcode.FCMPL));
      default -> code.with(operator(below ? Opcode.DCMPG : Opcode.DCMPL));
    }
    code.branch(againstZero(op), label);
  }

  private static OperatorInstruction operator(Opcode opcode) {
    return OperatorInstruction.of(opcode);
  }

  /** The jump taken where {@code a op 0} fails. */
  private static Opcode againstZero(CompareOp op) {
    return switch (op) {
      case EQ -> Opcode.IFNE;
      case NE -> Opcode.IFEQ;
      case LT -> Opcode.IFGE;
      case LE -> Opcode.IFGT;
      case GT -> Opcode.IFLE;
      case GE -> Opcode.IFLT;
    };
  }

  private static Opcode againstInt(CompareOp op) {
    return switch (op) {
      case EQ -> Opcode.IF_ICMPNE;
      case NE -> Opcode.IF_ICMPEQ;
      case LT -> Opcode.IF_ICMPGE;
      case LE -> Opcode.IF_ICMPGT;
      case GT -> Opcode.IF_ICMPLE;
      case GE -> Opcode.IF_ICMPLT;
    };
  }

  private void unary(Expr.Unary x) {
    push(x.a());
    ScalarType type = x.type().scalar();
    TypeKind kind = Names.kind(x.type());
    switch (x.op()) {
      case NEG -> {
        switch (kind) {
          case INT -> code.ineg();
          case LONG -> code.lneg();
          case FLOAT -> code.fneg();
          default -> code.dneg();
        }
      }
      case ABS -> call(Names.MATH, "abs", type, type);
      case NOT -> {
        if (type == ScalarType.I64) {
          code.loadConstant(-1L).lxor();
        } else {
          code.loadConstant(type == ScalarType.BOOL ? 1 : -1).ixor();
        }
      }
      case SQRT, FLOOR, CEIL, ROUND_EVEN -> round(x.op(), type);
      case EXP, LOG, TANH, SIGMOID, ERF ->
          throw new IllegalArgumentException(
              x.op().label() + " is to be expanded before code is made");
    }
  }

  /** A root or rounding of the float on the operand stack. */
  void round(UnaryOp op, ScalarType type) {
    call(type == ScalarType.F32 ? Names.LANE_MATH : Names.MATH, rounding(op), type, type);
  }

  private static String rounding(UnaryOp op) {
    return switch (op) {
      case SQRT -> "sqrt";
      case FLOOR -> "floor";
      case CEIL -> "ceil";
      default -> "rint";
    };
  }

  private void binary(Expr.Binary x) {
    if (x.op() == BinaryOp.FLOOR_DIV || x.op() == BinaryOp.FLOOR_MOD) {
      division(x);
      return;
    }
    push(x.a());
    ScalarType type = x.type().scalar();
    if ((x.op() == BinaryOp.SHL || x.op() == BinaryOp.SHR) && type == ScalarType.I64) {
      push(x.b());
      code.l2i();
      shift(x.op(), type);
      return;
    }
    push(x.b());
    apply(x.op(), type);
  }

  /** The operation on two values that lie on the operand stack. */
  void apply(BinaryOp op, ScalarType type) {
    TypeKind kind = TypeKind.from(Names.scalar(type));
    switch (op) {
      case ADD, SUB, MUL, DIV, AND, OR, XOR -> code.with(operator(opcode(op, kind)));
      case SHL, SHR -> shift(op, type);
      case MIN, MAX -> {
        String name = op == BinaryOp.MIN ? "min" : "max";
        call(type.isFloat() ? Names.LANE_MATH : Names.MATH, name, type, type, type);
      }
      case FLOOR_DIV -> call(Names.MATH, "floorDiv", type, type, type);
      case FLOOR_MOD -> call(Names.MATH, "floorMod", type, type, type);
    }
  }

  private void shift(BinaryOp op, ScalarType type) {
    if (type == ScalarType.I64) {
      code.with(operator(op == BinaryOp.SHL ? Opcode.LSHL : Opcode.LSHR));
    } else {
      code.with(operator(op == BinaryOp.SHL ? Opcode.ISHL : Opcode.ISHR));
    }
  }

  private static Opcode opcode(BinaryOp op, TypeKind kind) {
    String letter =
        switch (kind) {
          case INT -> "I";
          case LONG -> "L";
          case FLOAT -> "F";
          default -> "D";
        };
    return Opcode.valueOf(letter + op.name());
  }

  /** Division by a power of two is a shift; of what is not negative, an instruction. */
  private void division(Expr.Binary x) {
    push(x.a());
    ScalarType type = x.type().scalar();
    boolean div = x.op() == BinaryOp.FLOOR_DIV;
    long divisor = Exprs.constant(x.b()).orElse(0);
    if (divisor > 0 && Long.bitCount(divisor) == 1) {
      if (div) {
        code.loadConstant(Long.numberOfTrailingZeros(divisor));
        shift(BinaryOp.SHR, type);
      } else {
        push(new Expr.IntImm(x.type(), divisor - 1));
        apply(BinaryOp.AND, type);
      }
      return;
    }
    push(x.b());
    if (type == ScalarType.I32 && divisor > 0 && Range.of(x.a(), scope.ranges).lo() >= 0) {
      code.with(operator(div ? Opcode.IDIV : Opcode.IREM));
    } else {
      apply(x.op(), type);
    }
  }

  private void fma(Expr.Fma x) {
    push(x.a());
    push(x.b());
    push(x.c());
    ScalarType type = x.type().scalar();
    call(Names.MATH, "fma", type, type, type, type);
  }

  private void call(ClassDesc owner, String name, ScalarType result, ScalarType... parameters) {
    ClassDesc[] types = new ClassDesc[parameters.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = Names.scalar(parameters[i]);
    }
    code.invokestatic(owner, name, MethodTypeDesc.of(Names.scalar(result), types));
  }

  private void cast(Expr.Cast x) {
    ScalarType from = x.a().type().scalar();
    if (x.to() == ScalarType.BOOL && from != ScalarType.BOOL) {
      truth(new Expr.Compare(CompareOp.NE, x.a(), Exprs.number(from, 0)));
      return;
    }
    push(x.a());
    convert(from, x.to());
  }

  /** The conversion of what lies on the operand stack; not to booleans. */
  void convert(ScalarType from, ScalarType to) {
    TypeKind a = TypeKind.from(Names.scalar(from));
    TypeKind b = TypeKind.from(Names.scalar(to));
    if (a != b) {
      code.conversion(a, b);
    }
  }

  private void reinterpret(Expr.Reinterpret x) {
    push(x.a());
    ScalarType from = x.a().type().scalar();
    if (from == x.to()) {
      return;
    }
    switch (x.to()) {
      case F32 -> bits(Names.FLOAT_BOX, "intBitsToFloat", ScalarType.I32, x.to());
      case F64 -> bits(Names.DOUBLE_BOX, "longBitsToDouble", ScalarType.I64, x.to());
      case I32 -> bits(Names.FLOAT_BOX, "floatToRawIntBits", ScalarType.F32, x.to());
      case I64 -> bits(Names.DOUBLE_BOX, "doubleToRawLongBits", ScalarType.F64, x.to());
      case BOOL ->
          throw new IllegalArgumentException("booleans have no bits in common with others");
    }
  }

  private void bits(ClassDesc owner, String name, ScalarType from, ScalarType to) {
    code.invokestatic(owner, name, MethodTypeDesc.of(Names.scalar(to), Names.scalar(from)));
  }

  private void load(Expr.Load x) {
    if (x.isWhole()) {
      scope.pushArray(x.buffer());
      push(x.indices().getFirst());
      loadElement(x.buffer().dtype());
      return;
    }
    Expr some = new Expr.Compare(CompareOp.GT, x.active(), Exprs.index(0));
    choose(some, new Expr.Load(x.buffer(), x.indices()), Exprs.number(x.buffer().elementType(), 0));
  }

  /** An element of the array below the index on the operand stack, widened. */
  void loadElement(DType dtype) {
    code.arrayLoad(Names.elementKind(dtype));
    if (dtype == DType.U8) {
      code.loadConstant(255).iand();
    }
  }
}
