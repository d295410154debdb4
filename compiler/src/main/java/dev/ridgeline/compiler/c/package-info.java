/** Compiles functions with the C compiler of the machine and calls them as foreign functions. */
package dev.ridgeline.compiler.c;
