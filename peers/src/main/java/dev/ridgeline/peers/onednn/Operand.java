package dev.ridgeline.peers.onednn;

import dev.ridgeline.peers.onednn.ExecutionArguments.Argument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A tensor of a kernel.
 *
 * @param callers how callers have it
 * @param kernels how the kernel wants it
 * @param data the elements as the kernel wants them
 * @param memory the library's object over {@code data}
 */
record Operand(
    MemoryDescription callers,
    MemoryDescription kernels,
    MemorySegment data,
    MemorySegment memory) {
  /** The first reorder touches pages and code for the first time. */
  private static final int TRIES = 3;

  /** Takes the elements from where callers have them; returns nanoseconds, 0 for a mere copy. */
  long fill(MemorySegment from, MemorySegment stream) {
    if (callers.isSame(kernels)) {
      data.copyFrom(from);
      return 0;
    }
    try (NativeObjects objects = new NativeObjects()) {
      MemorySegment given = memory(objects, callers, from);
      return reorder(objects, callers, given, kernels, memory, stream);
    }
  }

  /** Puts the elements where callers want them; returns nanoseconds, 0 for a mere copy. */
  long read(MemorySegment into, MemorySegment stream) {
    if (callers.isSame(kernels)) {
      into.copyFrom(data);
      return 0;
    }
    try (NativeObjects objects = new NativeObjects()) {
      MemorySegment wanted = memory(objects, callers, into);
      return reorder(objects, kernels, memory, callers, wanted, stream);
    }
  }

  private static MemorySegment memory(
      NativeObjects objects, MemoryDescription description, MemorySegment data) {
    return objects.make(
        "dnnl_memory_create", "dnnl_memory_destroy", description.handle(), OneDnn.engine(), data);
  }

  private static long reorder(
      NativeObjects objects,
      MemoryDescription from,
      MemorySegment source,
      MemoryDescription to,
      MemorySegment destination,
      MemorySegment stream) {
    MemorySegment description =
        objects.make(
            "dnnl_reorder_primitive_desc_create",
            "dnnl_primitive_desc_destroy",
            from.handle(),
            OneDnn.engine(),
            to.handle(),
            OneDnn.engine(),
            MemorySegment.NULL);
    MemorySegment primitive =
        objects.make("dnnl_primitive_create", "dnnl_primitive_destroy", description);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment arguments =
          ExecutionArguments.of(
              arena,
              new Argument(OneDnnCalls.ARGUMENT_SOURCE, source),
              new Argument(OneDnnCalls.ARGUMENT_DESTINATION, destination));
      long best = Long.MAX_VALUE;
      for (int i = 0; i < TRIES; i++) {
        long start = System.nanoTime();
        OneDnnCalls.execute(primitive, stream, 2, arguments);
        best = Math.min(best, System.nanoTime() - start);
      }
      return best;
    }
  }
}
