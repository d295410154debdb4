package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.Kernel;

/** A compiled kernel whose memory is bound. */
record KernelStep(Kernel kernel) implements Step {
  @Override
  public void run() {
    kernel.run();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
