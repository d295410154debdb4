package dev.ridgeline.compiler.jvm;

import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.Map;

/** The slots of a method's locals. Those of a scope that has ended are used again. */
final class Locals {
  private final Map<String, Integer> slots = new HashMap<>();
  private int next;

  /** Where the free slots begin; to be given to {@link #release}. */
  int mark() {
    return next;
  }

  /** Frees every slot taken since the mark. */
  void release(int mark) {
    next = mark;
  }

  /** A slot without a name. */
  int take(TypeKind kind) {
    int slot = next;
    next += kind.slotSize();
    return slot;
  }

  /** A slot for a name, which hides none. */
  int take(String name, TypeKind kind) {
    int slot = take(kind);
    bind(name, slot);
    return slot;
  }

  /** Lets a name stand for a slot that was taken before. */
  void bind(String name, int slot) {
    if (slots.putIfAbsent(name, slot) != null) {
      throw new IllegalArgumentException("the name '" + name + "' is bound twice");
    }
  }

  void unbind(String name) {
    slots.remove(name);
  }

  int slot(String name) {
    Integer slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("nothing binds the name '" + name + "'");
    }
    return slot;
  }
}
