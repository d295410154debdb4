/** Operators, in sealed families. */
package dev.ridgeline.core.op;
