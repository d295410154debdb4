package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;

/** The parts of programs that have statements of their own. */
enum Region {
  BLOCKS,
  LOOPS,
  /** Flat code that no function holds yet. */
  RAW,
  /** The body of a program of level FLAT. */
  HOST,
  /** The body of a function. */
  CODE;

  boolean allows(Stmt s) {
    return switch (s) {
      case Stmt.Sequence _ -> true;
      case Stmt.Loop x ->
          switch (this) {
            case BLOCKS, LOOPS, RAW -> true;
            case HOST -> x.kind() == LoopKind.SERIAL || x.kind() == LoopKind.PARALLEL;
            case CODE -> x.kind() == LoopKind.SERIAL;
          };
      case Stmt.Block _ -> this == BLOCKS;
      case Stmt.Store _, Stmt.Assign _ -> this != BLOCKS && this != HOST;
      case Stmt.If _ -> this != BLOCKS;
      case Stmt.Define x ->
          this != BLOCKS && (this != HOST || x.var().type().equals(ValueType.I32));
      case Stmt.Allocate x ->
          this != CODE && (this != HOST || x.buffer().scope() == Scope.INTERNAL);
      case Stmt.Call _ -> this == HOST || this == CODE;
    };
  }
}
