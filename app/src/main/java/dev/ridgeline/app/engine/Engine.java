package dev.ridgeline.app.engine;

import dev.ridgeline.core.execution.Executable;

/** Something that runs model files: an adapter is all that a new engine needs here. */
public interface Engine {
  /** What the user types after {@code --engine}. */
  String name();

  /**
   * Loads a model.
   *
   * @throws dev.ridgeline.core.UserError if the engine refuses it
   */
  Executable open(EngineModel model);
}
