package dev.ridgeline.peers.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The array of dnnl_exec_arg_t that a primitive is run with. */
final class ExecutionArguments {
  /** An int and, after four bytes, the address of a memory object. */
  private static final long ENTRY_BYTES = 16;

  private static final long ADDRESS_OFFSET_BYTES = 8;

  private ExecutionArguments() {}

  /** Which tensor of the primitive, and the library's object that holds it. */
  record Argument(int which, MemorySegment memory) {}

  static MemorySegment of(Arena arena, Argument... given) {
    MemorySegment array = arena.allocate(given.length * ENTRY_BYTES, ENTRY_BYTES);
    for (int i = 0; i < given.length; i++) {
      array.set(JAVA_INT, i * ENTRY_BYTES, given[i].which());
      array.set(ADDRESS, i * ENTRY_BYTES + ADDRESS_OFFSET_BYTES, given[i].memory());
    }
    return array;
  }
}
