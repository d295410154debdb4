package dev.ridgeline.app.engine;

import dev.ridgeline.core.execution.Executable;

/** Something that runs model files: an adapter is all that a new engine needs here. */
public interface Engine {
  /** What the user types after {@code --engine}. */
  String name();

  /** Loads the engine itself, once in a process, so that this is not in the first model's time. */
  void start();

  /**
   * Loads a model.
   *
   * @throws dev.ridgeline.core.UserError if the engine refuses it
   */
  Executable open(EngineModel model);
}
