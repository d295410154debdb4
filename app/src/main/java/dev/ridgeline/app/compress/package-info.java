/** The study of compression: a grid of methods on keyword spotters, every point a saved model. */
@org.jspecify.annotations.NullMarked
package dev.ridgeline.app.compress;
