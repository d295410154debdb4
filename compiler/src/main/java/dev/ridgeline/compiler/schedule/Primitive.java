package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Program;

/**
 * One step of a schedule: a value that names loops, blocks and buffers of the program that it is
 * applied to. Applying checks the preconditions first and refuses with a {@link
 * dev.ridgeline.core.UserError} that names the rule, the block or loop, and where there is one a
 * counter-example.
 */
public sealed interface Primitive
    permits Split,
        Fuse,
        Reorder,
        Mark,
        Partition,
        CacheRead,
        CacheWrite,
        ComputeAt,
        ReverseComputeAt,
        ComputeInline,
        DecomposeReduction,
        Rfactor,
        Pad,
        Trim,
        Pack,
        StorageAlign,
        DecomposePadding {

  /** The rewritten program; {@code p} itself stays as it is. */
  Program apply(Program p);

  /** The primitive's name in a trace, for example {@code split}. */
  String name();
}
