/** The way from scheduled blocks to flat functions: one pass a file, in the order of Lowering. */
package dev.ridgeline.compiler.lower;
