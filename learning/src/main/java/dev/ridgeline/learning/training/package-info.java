/** Training: recipes, the loop over epochs with its checkpoints, and how a model did on a set. */
package dev.ridgeline.learning.training;
