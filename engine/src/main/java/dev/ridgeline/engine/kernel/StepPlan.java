package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.Operator;
import java.util.List;
import java.util.Map;

/** A step before it has memory: what it reads and writes, and how it is made. */
public interface StepPlan {

  /** What runs it, for the user: {@code conv2d compiled}. */
  String kernel();

  /** The values that it reads, constants included. */
  List<Placed> inputs();

  /** The values that it writes; they share no memory with each other or with inputs. */
  List<Placed> outputs();

  /** Bytes of memory that it needs while it runs, by name. */
  default Map<String, Long> scratch() {
    return Map.of();
  }

  /** What the compiler has to compile for it; may be compiled beforehand, in parallel. */
  default List<Operator> compiled() {
    return List.of();
  }

  /** Binds it to memory. */
  Step build(Memory memory, Compilers compilers);
}
