/** How a computation runs: programs rewritten by primitives, one a file, each checked first. */
package dev.ridgeline.compiler.schedule;
