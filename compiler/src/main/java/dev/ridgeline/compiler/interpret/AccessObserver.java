package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.ir.Stmt;

/** Sees what a program does to memory while the interpreter runs it. */
public interface AccessObserver {
  /** Sees nothing. */
  AccessObserver NONE =
      new AccessObserver() {
        @Override
        public void read(Object array, String buffer, int element) {}

        @Override
        public void written(Object array, String buffer, int element) {}

        @Override
        public void allocated(Object array) {}

        @Override
        public void iteration(Stmt.Loop loop, long iteration) {}

        @Override
        public void left(Stmt.Loop loop) {}
      };

  /** An element of the memory of a buffer is read. */
  void read(Object array, String buffer, int element);

  /** An element of the memory of a buffer is written. */
  void written(Object array, String buffer, int element);

  /** A buffer of the program begins to live in this memory. */
  void allocated(Object array);

  /** A loop that is not serial begins an iteration. */
  void iteration(Stmt.Loop loop, long iteration);

  /** A loop that is not serial has run. */
  void left(Stmt.Loop loop);
}
