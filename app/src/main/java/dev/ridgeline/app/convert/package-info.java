/** Conversion of models between formats, with a check of both sides. */
@org.jspecify.annotations.NullMarked
package dev.ridgeline.app.convert;
