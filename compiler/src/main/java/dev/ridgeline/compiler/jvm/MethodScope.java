package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.Map;

/** What the writers of one method share: its code, its locals and what is known of them. */
final class MethodScope {
  final CodeBuilder code;
  final Locals locals = new Locals();
  final ScalarWriter scalars;
  final VectorWriter vectors;

  /** What is known of the i32 variables that are never assigned to. */
  final Map<String, Range> ranges = new HashMap<>();

  /** For each local that is a vector of booleans the lanes of its mask. */
  private final Map<String, ScalarType> maskLanes = new HashMap<>();

  private final int vectorBytes;

  MethodScope(CodeBuilder code, int vectorBytes) {
    this.code = code;
    this.vectorBytes = vectorBytes;
    this.scalars = new ScalarWriter(this);
    this.vectors = new VectorWriter(this);
  }

  /** Leaves the value of the expression on the operand stack. */
  void push(Expr e) {
    if (e.type().isVector()) {
      vectors.push(e);
    } else {
      scalars.push(e);
    }
  }

  void pushArray(Buffer buffer) {
    code.aload(locals.slot(bufferName(buffer)));
  }

  static String bufferName(Buffer buffer) {
    return buffer.name() + "[]";
  }

  void load(TypeKind kind, int slot) {
    code.loadLocal(kind, slot);
  }

  void store(TypeKind kind, int slot) {
    code.storeLocal(kind, slot);
  }

  /** Takes a slot and stores the value of the expression there. */
  int spill(Expr e) {
    push(e);
    TypeKind kind = Names.kind(e.type());
    int slot = locals.take(kind);
    store(kind, slot);
    return slot;
  }

  void setMaskLanes(String name, ScalarType type) {
    maskLanes.put(name, type);
  }

  /** The type whose species the mask in this local has. */
  ScalarType maskLanes(String name) {
    ScalarType type = maskLanes.get(name);
    if (type == null) {
      throw new IllegalArgumentException("nothing binds the mask '" + name + "'");
    }
    return type;
  }

  /** Refuses vectors that the machine has no registers for. */
  void requireFits(ValueType type) {
    int bytes = type.scalar().bytes() * type.lanes();
    if (bytes > vectorBytes) {
      throw new Refusal(
          "uses vectors of type %s, %d bytes wide, but this machine's are %d bytes; vectorize by at"
                  .formatted(type, bytes, vectorBytes)
              + " most "
              + vectorBytes / type.scalar().bytes()
              + " lanes");
    }
    if (!VectorShape.exists(type.scalar().bytes(), type.lanes())) {
      throw new Refusal(
          "uses vectors of type %s, %d bytes wide, but the least width is 8 bytes; vectorize by %d"
                  .formatted(type, bytes, 8 / type.scalar().bytes())
              + " lanes or more");
    }
  }
}
