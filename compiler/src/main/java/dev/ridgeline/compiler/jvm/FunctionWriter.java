package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.Walker;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the statements of a function as a static method that takes its arrays, then its scalars.
 * Loops have the form that javac gives them, an int that counts up by one to a limit that does not
 * change, which the JIT knows best.
 */
final class FunctionWriter {
  /** A static field that holds 0 and is not final. */
  static final String ZERO = "zero";

  /** The JIT writes out loops of up to about this many iterations. */
  private static final int MOST_UNROLLED = 64;

  /** Updates of vectors that fill the registers. */
  private static final int MANY_UPDATES = 8;

  private final ClassDesc owner;
  private final Map<String, Function> functions;
  private final MethodScope scope;
  private final CodeBuilder code;
  private final Set<String> assigned = new HashSet<>();

  private FunctionWriter(
      ClassDesc owner, Map<String, Function> functions, CodeBuilder code, int vectorBytes) {
    this.owner = owner;
    this.functions = functions;
    this.code = code;
    this.scope = new MethodScope(code, vectorBytes);
  }

  /** Arrays, then ints. */
  static MethodTypeDesc signature(Function f) {
    List<ClassDesc> parameters = new ArrayList<>();
    f.buffers().forEach(b -> parameters.add(Names.array(b)));
    f.scalars().forEach(_ -> parameters.add(ConstantDescs.CD_int));
    return MethodTypeDesc.of(ConstantDescs.CD_void, parameters);
  }

  /** The name of a function's method; dots are not allowed there. */
  static String methodName(Function f) {
    return f.name().replace('.', '$');
  }

  static void write(
      ClassDesc owner,
      Map<String, Function> functions,
      Function f,
      Map<String, Range> scalars,
      int vectorBytes,
      CodeBuilder code) {
    FunctionWriter writer = new FunctionWriter(owner, functions, code, vectorBytes);
    Walker.statements(
        f.body(),
        s -> {
          if (s instanceof Stmt.Assign assign) {
            writer.assigned.add(assign.var().name());
          }
        });
    for (Buffer b : f.buffers()) {
      writer.scope.locals.take(MethodScope.bufferName(b), TypeKind.REFERENCE);
    }
    for (Expr.Var v : f.scalars()) {
      writer.scope.locals.take(v.name(), TypeKind.INT);
    }
    writer.scope.ranges.putAll(scalars);
    writer.stmt(f.body());
    code.return_();
  }

  private void stmt(Stmt s) {
    switch (s) {
      case Stmt.Loop x -> loop(x);
      case Stmt.Sequence x -> x.statements().forEach(this::stmt);
      case Stmt.If x -> condition(x);
      case Stmt.Define x -> define(x);
      case Stmt.Assign x -> {
        if (isMask(x.value())) {
          scope.vectors.masks.push(x.value(), scope.maskLanes(x.var().name()));
        } else {
          scope.push(x.value());
        }
        scope.store(Names.kind(x.var().type()), scope.locals.slot(x.var().name()));
      }
      case Stmt.Store x -> store(x);
      case Stmt.Call x -> call(x);
      case Stmt.Block _, Stmt.Allocate _ ->
          throw new IllegalArgumentException(
              s.getClass().getSimpleName() + " does not stand in functions of level FLAT");
    }
  }

  private void loop(Stmt.Loop x) {
    if (x.kind() != LoopKind.SERIAL) {
      throw new IllegalArgumentException(
          "loop '%s' is %s; functions of level FLAT have serial loops only"
              .formatted(x.var().name(), x.kind().label()));
    }
    int mark = scope.locals.mark();
    Runnable limit = updatesManyVectors(x) ? hidden(x.extent()) : limit(x.extent());
    int counter = scope.locals.take(x.var().name(), TypeKind.INT);
    long last = Range.of(x.extent(), scope.ranges).hi() - 1;
    scope.ranges.put(x.var().name(), new Range(0, Math.max(0, last)));
    Label head = code.newLabel();
    Label end = code.newLabel();
    code.loadConstant(0).istore(counter);
    code.labelBinding(head);
    code.iload(counter);
    limit.run();
    code.if_icmpge(end);
    stmt(x.body());
    code.iinc(counter, 1);
    code.goto_(head);
    code.labelBinding(end);
    scope.ranges.remove(x.var().name());
    scope.locals.unbind(x.var().name());
    scope.locals.release(mark);
  }

  /**
   * Whether a loop of few iterations keeps vectors in locals. The JIT would write all iterations
   * out and run out of registers.
   */
  private static boolean updatesManyVectors(Stmt.Loop x) {
    int[] updates = {0};
    Walker.statements(
        x.body(),
        s ->
            updates[0] +=
                s instanceof Stmt.Assign assign && assign.value().type().isVector() ? 1 : 0);
    return x.extent() instanceof Expr.IntImm imm
        && imm.value() <= MOST_UNROLLED
        && updates[0] >= MANY_UPDATES;
  }

  /** The limit plus a field that is always 0, which the JIT does not know. */
  private Runnable hidden(Expr extent) {
    int slot = scope.locals.take(TypeKind.INT);
    scope.push(extent);
    code.getstatic(owner, ZERO, ConstantDescs.CD_int).iadd().istore(slot);
    return () -> code.iload(slot);
  }

  /** What a loop runs to: a constant or a local that nothing changes. */
  private Runnable limit(Expr extent) {
    if (extent instanceof Expr.IntImm imm) {
      return () -> code.loadConstant((int) imm.value());
    }
    if (extent instanceof Expr.Var v && !assigned.contains(v.name())) {
      return () -> scope.push(v);
    }
    int slot = scope.spill(extent);
    return () -> code.iload(slot);
  }

  private void condition(Stmt.If x) {
    Label other = code.newLabel();
    scope.scalars.jumpUnless(x.condition(), other);
    stmt(x.then());
    if (x.otherwise().equals(Stmt.Sequence.EMPTY)) {
      code.labelBinding(other);
      return;
    }
    Label end = code.newLabel();
    code.goto_(end);
    code.labelBinding(other);
    stmt(x.otherwise());
    code.labelBinding(end);
  }

  private static boolean isMask(Expr e) {
    return e.type().isVector() && e.type().scalar() == ScalarType.BOOL;
  }

  private void define(Stmt.Define x) {
    int mark = scope.locals.mark();
    String name = x.var().name();
    if (isMask(x.value())) {
      scope.setMaskLanes(name, scope.vectors.masks.lanesOf(x.value()));
    }
    int slot = scope.spill(x.value());
    scope.locals.bind(name, slot);
    boolean fixed = !assigned.contains(name);
    if (fixed) {
      scope.ranges.put(name, Range.of(x.value(), scope.ranges));
    }
    stmt(x.body());
    scope.ranges.remove(name);
    scope.locals.unbind(name);
    scope.locals.release(mark);
  }

  private void store(Stmt.Store x) {
    if (x.value().type().isVector()) {
      vectorStore(x);
      return;
    }
    Label end = code.newLabel();
    if (!x.isWhole()) {
      scope.push(x.active());
      code.ifle(end);
    }
    scope.pushArray(x.buffer());
    scope.push(x.indices().getFirst());
    scope.push(x.value());
    code.arrayStore(Names.elementKind(x.buffer().dtype()));
    code.labelBinding(end);
  }

  /**
   * Where everything has the same active lanes, one test chooses between whole vectors and the
   * rest, so that masks stay out of the way that most iterations take.
   */
  private void vectorStore(Stmt.Store x) {
    Stmt.Store whole = WholeVectors.of(x);
    if (x.isWhole() || !WholeVectors.isWhole(whole)) {
      scope.vectors.memory.store(x);
      return;
    }
    Expr lanes = Exprs.index(x.value().type().lanes());
    Label some = code.newLabel();
    Label end = code.newLabel();
    scope.scalars.jumpUnless(new Expr.Compare(CompareOp.GE, x.active(), lanes), some);
    scope.vectors.memory.store(whole);
    code.goto_(end);
    code.labelBinding(some);
    scope.vectors.memory.store(x);
    code.labelBinding(end);
  }

  private void call(Stmt.Call x) {
    Function callee = functions.get(x.function());
    if (callee == null) {
      throw new IllegalArgumentException("there is no function '" + x.function() + "'");
    }
    x.buffers().forEach(scope::pushArray);
    x.scalars().forEach(scope::push);
    code.invokestatic(owner, methodName(callee), signature(callee));
  }
}
