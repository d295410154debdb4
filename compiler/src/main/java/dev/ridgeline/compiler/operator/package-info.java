/** The operators: what each computes, its shapes, its work and its data. */
package dev.ridgeline.compiler.operator;
