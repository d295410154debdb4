package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.tensor.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Writes loads and stores of vectors. Contiguous ones are one instruction; where only some lanes
 * are active, a mask, or lanes one by one, are used only if at run time the vector is not whole.
 * Strided ones go lane by lane.
 */
final class MemoryWriter {
  private final MethodScope scope;
  private final VectorWriter vectors;
  private final CodeBuilder code;

  MemoryWriter(MethodScope scope, VectorWriter vectors) {
    this.scope = scope;
    this.vectors = vectors;
    this.code = scope.code;
  }

  /** Leaves the vector on the operand stack. */
  void load(Expr.Load x) {
    load(x, x.type());
  }

  /** The bytes of a bool buffer as numbers. */
  void loadBytes(Expr.Load x, ValueType as) {
    scope.requireFits(as);
    load(x, as);
  }

  private void load(Expr.Load x, ValueType type) {
    Expr.Ramp ramp = ramp(x.indices());
    int mark = scope.locals.mark();
    if (x.isWhole()) {
      if (ramp.stride() == 1 && isDirect(x.buffer(), type.lanes())) {
        contiguous(x.buffer(), type, () -> scope.push(ramp.base()));
      } else {
        int base = scope.spill(ramp.base());
        strided(x.buffer(), type, base, ramp.stride());
      }
    } else {
      int base = scope.spill(ramp.base());
      int active = scope.spill(x.active());
      if (ramp.stride() == 1 && isDirect(x.buffer(), type.lanes())) {
        either(
            active,
            type.lanes(),
            () -> contiguous(x.buffer(), type, () -> code.iload(base)),
            () -> partial(x.buffer(), type, base, active));
      } else {
        either(
            active,
            type.lanes(),
            () -> strided(x.buffer(), type, base, ramp.stride()),
            () -> someLanes(x.buffer(), type, base, ramp.stride(), active));
      }
    }
    scope.locals.release(mark);
  }

  static Expr.Ramp ramp(java.util.List<Expr> indices) {
    if (indices.size() == 1 && indices.getFirst() instanceof Expr.Ramp ramp) {
      return ramp;
    }
    throw new IllegalArgumentException("a vector is loaded and stored at a ramp");
  }

  /** The first way if every lane is active, the second one otherwise. */
  private void either(int active, int lanes, Runnable whole, Runnable some) {
    Label not = code.newLabel();
    Label end = code.newLabel();
    code.iload(active).loadConstant(lanes);
    code.if_icmplt(not);
    whole.run();
    code.goto_(end);
    code.labelBinding(not);
    some.run();
    code.labelBinding(end);
  }

  /** Whether memory of this type is loaded and stored as a vector of its own. */
  private static boolean isDirect(Buffer buffer, int lanes) {
    return VectorShape.exists(buffer.dtype().bits() / 8, lanes);
  }

  /** The shape that elements have in memory. */
  private static VectorShape inMemory(Buffer buffer, ValueType type) {
    return switch (buffer.dtype()) {
      case I8, U8, BOOL -> VectorShape.bytes(type.lanes());
      case I16 -> VectorShape.shorts(type.lanes());
      default -> VectorShape.of(type);
    };
  }

  private void contiguous(Buffer buffer, ValueType type, Runnable index) {
    VectorShape shape = inMemory(buffer, type);
    vectors.species(shape);
    scope.pushArray(buffer);
    index.run();
    code.invokestatic(
        shape.vector(),
        "fromArray",
        MethodTypeDesc.of(
            shape.vector(), Names.SPECIES, Names.array(buffer), ConstantDescs.CD_int));
    widen(buffer.dtype(), type);
  }

  private void partial(Buffer buffer, ValueType type, int base, int active) {
    if (!hasMask(buffer, type)) {
      someLanes(buffer, type, base, 1, active);
      return;
    }
    VectorShape shape = inMemory(buffer, type);
    vectors.species(shape);
    scope.pushArray(buffer);
    code.iload(base);
    activeMask(shape, active);
    code.invokestatic(
        shape.vector(),
        "fromArray",
        MethodTypeDesc.of(
            shape.vector(), Names.SPECIES, Names.array(buffer), ConstantDescs.CD_int, Names.MASK));
  }

  private void activeMask(VectorShape shape, int active) {
    vectors.species(shape);
    code.loadConstant(0).iload(active);
    code.invokeinterface(
        Names.SPECIES,
        "indexInRange",
        MethodTypeDesc.of(Names.MASK, ConstantDescs.CD_int, ConstantDescs.CD_int));
  }

  /**
   * Whether the JIT has masked loads and stores: not of bytes and shorts before AVX-512, and it
   * makes objects of masks of 2 lanes.
   */
  private static boolean hasMask(Buffer buffer, ValueType type) {
    return buffer.dtype().bits() >= 32 && type.lanes() > 2;
  }

  private void widen(DType dtype, ValueType type) {
    switch (dtype) {
      case I8, BOOL -> vectors.convert("B2I", VectorShape.of(type));
      case U8 -> vectors.convert("ZERO_EXTEND_B2I", VectorShape.of(type));
      case I16 -> vectors.convert("S2I", VectorShape.of(type));
      default -> {}
    }
  }

  private void strided(Buffer buffer, ValueType type, int base, int stride) {
    if (stride == 0) {
      vectors.species(VectorShape.of(type));
      element(buffer, base, 0);
      vectors.broadcast(type);
    } else {
      vectors.assemble(type, lane -> element(buffer, base, lane * stride));
    }
  }

  private void someLanes(Buffer buffer, ValueType type, int base, int stride, int active) {
    vectors.assemble(
        type,
        lane -> {
          Label none = code.newLabel();
          Label end = code.newLabel();
          code.iload(active).loadConstant(lane);
          code.if_icmple(none);
          element(buffer, base, lane * stride);
          code.goto_(end);
          code.labelBinding(none);
          scope.push(Exprs.number(type.scalar(), 0));
          code.labelBinding(end);
        });
  }

  private void element(Buffer buffer, int base, int offset) {
    scope.pushArray(buffer);
    index(base, offset);
    scope.scalars.loadElement(buffer.dtype());
  }

  private void index(int base, int offset) {
    code.iload(base);
    if (offset != 0) {
      code.loadConstant(offset).iadd();
    }
  }

  /** Writes a vector to memory. */
  void store(Stmt.Store x) {
    Expr.Ramp ramp = ramp(x.indices());
    Buffer buffer = x.buffer();
    ValueType type = x.value().type();
    if (type.scalar() == ScalarType.BOOL) {
      Expr number = new Expr.Cast(ScalarType.I32, x.value());
      store(new Stmt.Store(buffer, x.indices(), number, x.active()));
      return;
    }
    int mark = scope.locals.mark();
    boolean direct = ramp.stride() == 1 && isDirect(buffer, type.lanes());
    if (x.isWhole() && direct) {
      scope.push(x.value());
      toMemory(buffer, type, () -> scope.push(ramp.base()));
    } else {
      int value = scope.spill(x.value());
      int base = scope.spill(ramp.base());
      if (x.isWhole()) {
        eachLane(buffer, type, value, base, ramp.stride());
      } else {
        int active = scope.spill(x.active());
        storeSome(buffer, type, value, base, ramp.stride(), active);
      }
    }
    scope.locals.release(mark);
  }

  private void storeSome(
      Buffer buffer, ValueType type, int value, int base, int stride, int active) {
    boolean direct = stride == 1 && isDirect(buffer, type.lanes());
    if (!direct) {
      activeLanes(buffer, type, value, base, stride, active);
      return;
    }
    either(
        active,
        type.lanes(),
        () -> {
          code.aload(value);
          toMemory(buffer, type, () -> code.iload(base));
        },
        () -> {
          if (!hasMask(buffer, type)) {
            activeLanes(buffer, type, value, base, 1, active);
            return;
          }
          VectorShape shape = inMemory(buffer, type);
          code.aload(value);
          scope.pushArray(buffer);
          code.iload(base);
          activeMask(shape, active);
          code.invokevirtual(
              shape.vector(),
              "intoArray",
              MethodTypeDesc.of(
                  ConstantDescs.CD_void, Names.array(buffer), ConstantDescs.CD_int, Names.MASK));
        });
  }

  /** The vector on the operand stack, narrowed to the type of the memory, stored at an index. */
  private void toMemory(Buffer buffer, ValueType type, Runnable index) {
    VectorShape shape = inMemory(buffer, type);
    switch (buffer.dtype()) {
      case I8, U8, BOOL -> vectors.convert("I2B", shape);
      case I16 -> vectors.convert("I2S", shape);
      default -> {}
    }
    scope.pushArray(buffer);
    index.run();
    ClassDesc array = Names.array(buffer);
    code.invokevirtual(
        shape.vector(),
        "intoArray",
        MethodTypeDesc.of(ConstantDescs.CD_void, array, ConstantDescs.CD_int));
  }

  private void eachLane(Buffer buffer, ValueType type, int value, int base, int stride) {
    for (int lane = 0; lane < type.lanes(); lane++) {
      storeLane(buffer, type, value, base, lane, stride);
    }
  }

  private void activeLanes(
      Buffer buffer, ValueType type, int value, int base, int stride, int active) {
    Label end = code.newLabel();
    for (int lane = 0; lane < type.lanes(); lane++) {
      code.iload(active).loadConstant(lane);
      code.if_icmple(end);
      storeLane(buffer, type, value, base, lane, stride);
    }
    code.labelBinding(end);
  }

  private void storeLane(Buffer buffer, ValueType type, int value, int base, int lane, int stride) {
    scope.pushArray(buffer);
    index(base, lane * stride);
    vectors.lane(value, type, lane);
    TypeKind kind = Names.elementKind(buffer.dtype());
    code.arrayStore(kind);
  }
}
