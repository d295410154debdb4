/** Prints functions of level FLAT as C and its relatives. */
package dev.ridgeline.compiler.source;
