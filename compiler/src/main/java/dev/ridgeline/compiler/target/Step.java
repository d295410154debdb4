package dev.ridgeline.compiler.target;

/** A statement of the host part of a program, made ready to run. Running it allocates nothing. */
interface Step {
  void run(Frame frame);
}
