package dev.ridgeline.engine.kernel;

/** A part of a plan with its memory bound: computes its outputs from its inputs. */
public interface Step extends AutoCloseable {

  /** Runs once and returns when it has ended. */
  void run();

  @Override
  default void close() {}
}
