package dev.ridgeline.compiler.target;

import dev.ridgeline.compiler.ir.Program;
import java.util.Map;

/** Compiles the functions of a program to code. Safe for use by several threads at once. */
public interface Target {

  /** The name by which users choose it: {@code jvm}, {@code c}, {@code interpreter}. */
  String name();

  /** Where its functions take their buffers. */
  MemoryKind memory();

  /** Bytes of the widest vector that is fast on it. */
  int vectorBytes();

  /**
   * The code of every function of a program of level FLAT, by name.
   *
   * @throws dev.ridgeline.core.UserError if the target is not available here, if it cannot compile
   *     the program, or if its compiler fails
   */
  Map<String, FunctionCode> compile(Program flat);
}
