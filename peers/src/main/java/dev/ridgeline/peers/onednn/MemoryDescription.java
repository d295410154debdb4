package dev.ridgeline.peers.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What oneDNN calls a memory descriptor: sizes and how the elements lie.
 *
 * @param handle the descriptor, which whoever made it frees
 */
record MemoryDescription(MemorySegment handle) {
  /** Arrays of sizes and strides have this length (DNNL_MAX_NDIMS). */
  private static final int MAX_RANK = 12;

  /** The library may choose. */
  static MemoryDescription any(NativeObjects objects, long[] sizes) {
    try (Arena arena = Arena.ofConfined()) {
      return new MemoryDescription(
          objects.make(
              "dnnl_memory_desc_create_with_tag",
              "dnnl_memory_desc_destroy",
              sizes.length,
              array(arena, sizes),
              OneDnnCalls.DATA_F32,
              OneDnnCalls.FORMAT_ANY));
    }
  }

  /** Dense, the axes from the outermost to the innermost in the order given. */
  static MemoryDescription dense(NativeObjects objects, long[] sizes, int... order) {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      strides[order[i]] = stride;
      stride *= sizes[order[i]];
    }
    try (Arena arena = Arena.ofConfined()) {
      return new MemoryDescription(
          objects.make(
              "dnnl_memory_desc_create_with_strides",
              "dnnl_memory_desc_destroy",
              sizes.length,
              array(arena, sizes),
              OneDnnCalls.DATA_F32,
              array(arena, strides)));
    }
  }

  /** Dense and row-major. */
  static MemoryDescription plain(NativeObjects objects, long[] sizes) {
    int[] order = new int[sizes.length];
    Arrays.setAll(order, axis -> axis);
    return dense(objects, sizes, order);
  }

  static MemorySegment array(Arena arena, long... values) {
    return arena.allocateFrom(JAVA_LONG, Arrays.copyOf(values, MAX_RANK));
  }

  /** Bytes with the padding of blocks. */
  long bytes() {
    return (long) OneDnnCalls.value("dnnl_memory_desc_get_size", JAVA_LONG, handle);
  }

  boolean isSame(MemoryDescription other) {
    return OneDnnCalls.status("dnnl_memory_desc_equal", handle, other.handle) != 0;
  }

  /**
   * The order of elements in oneDNN's notation: axes a, b, c... from the outermost; upper case
   * stands for a blocked axis, whose blocks follow with their sizes: {@code aBcd8b}.
   */
  String format() {
    try (Arena arena = Arena.ofConfined()) {
      int rank = integer(arena, OneDnnCalls.QUERY_RANK);
      int blocks = integer(arena, OneDnnCalls.QUERY_INNER_BLOCKS);
      long[] strides = array(arena, OneDnnCalls.QUERY_STRIDES, rank);
      long[] sizes = array(arena, OneDnnCalls.QUERY_INNER_BLOCK_SIZES, blocks);
      long[] axes = array(arena, OneDnnCalls.QUERY_INNER_BLOCK_AXES, blocks);
      List<Integer> order = new ArrayList<>();
      for (int axis = 0; axis < rank; axis++) {
        order.add(axis);
      }
      order.sort(Comparator.comparingLong((Integer axis) -> strides[axis]).reversed());
      StringBuilder text = new StringBuilder();
      for (int axis : order) {
        boolean blocked = Arrays.stream(axes).anyMatch(a -> a == axis);
        text.append((char) ((blocked ? 'A' : 'a') + axis));
      }
      for (int block = 0; block < blocks; block++) {
        text.append(sizes[block]).append((char) ('a' + axes[block]));
      }
      return text.toString();
    }
  }

  private int integer(Arena arena, int what) {
    MemorySegment result = arena.allocate(JAVA_INT);
    OneDnnCalls.call("dnnl_memory_desc_query", handle, what, result);
    return result.get(JAVA_INT, 0);
  }

  private long[] array(Arena arena, int what, int length) {
    if (length == 0) {
      return new long[0];
    }
    MemorySegment result = arena.allocate(ADDRESS);
    OneDnnCalls.call("dnnl_memory_desc_query", handle, what, result);
    return result.get(ADDRESS, 0).reinterpret((long) length * Long.BYTES).toArray(JAVA_LONG);
  }
}
