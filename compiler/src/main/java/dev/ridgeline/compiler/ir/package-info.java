/** The loop IR: expressions, statements, buffers and programs, and their text. */
package dev.ridgeline.compiler.ir;
