/** Passes that bring graphs into the form of other formats: channels last, TFLite's operators. */
@org.jspecify.annotations.NullMarked
package dev.ridgeline.engine.convert;
