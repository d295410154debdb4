/** Checks programs against the rules of their level and against what no program may do. */
package dev.ridgeline.compiler.verify;
