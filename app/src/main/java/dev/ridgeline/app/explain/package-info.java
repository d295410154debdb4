/** {@code ridgeline explain}: how the compiled engine runs a model. */
package dev.ridgeline.app.explain;
