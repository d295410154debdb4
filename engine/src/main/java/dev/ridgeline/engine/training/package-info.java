/** Training on the compiled engine: optimisers, and the step that applies them. */
package dev.ridgeline.engine.training;
