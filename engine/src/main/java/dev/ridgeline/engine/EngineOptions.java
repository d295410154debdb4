package dev.ridgeline.engine;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.UserError;

/**
 * How the compiled engine runs a model.
 *
 * @param target compiles the kernels
 * @param threads that run each step
 * @param cache of compiled kernels, shared by all models of a process
 */
public record EngineOptions(Target target, int threads, KernelCache cache) {
  public EngineOptions {
    if (threads < 1) {
      throw new UserError("the engine runs on 1 thread or more but got " + threads);
    }
  }

  /** Kernels as bytecode, kept in memory only. */
  public static EngineOptions jvm(int threads) {
    return new EngineOptions(new JvmTarget(), threads, KernelCache.inMemory());
  }

  /**
   * The options with the target of this name.
   *
   * @throws UserError if there is none, or it is not available here
   */
  public EngineOptions withTarget(String name) {
    Target named =
        switch (name) {
          case "jvm" -> new JvmTarget();
          case "c" -> new CTarget();
          default ->
              throw new UserError(
                  "the engine has no target '" + name + "'; its targets are jvm and c");
        };
    return new EngineOptions(named, threads, cache);
  }

  /** The options with kernels kept in this cache. */
  public EngineOptions withCache(KernelCache kernels) {
    return new EngineOptions(target, threads, kernels);
  }
}
