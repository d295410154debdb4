/** What is computed, apart from how: tensors, axes, stages, and the operators written in them. */
package dev.ridgeline.compiler.expression;
