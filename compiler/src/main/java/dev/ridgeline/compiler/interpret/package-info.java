/** An interpreter for programs of every level: the judge of all targets. */
package dev.ridgeline.compiler.interpret;
