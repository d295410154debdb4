package dev.ridgeline.compiler.target;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.core.UserError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;

/** Makes, checks and views the memory of a kernel's buffers. */
final class KernelMemory implements AutoCloseable {
  /** What targets with memory off the heap may rely on. */
  static final long ALIGNMENT = 64;

  private final MemoryKind kind;
  private final Arena arena = Arena.ofShared();

  KernelMemory(MemoryKind kind) {
    this.kind = kind;
  }

  /** Memory for a parameter, as long as the buffer; freed with this. */
  Object allocate(Buffer buffer) {
    return allocate(buffer, buffer.span());
  }

  /**
   * Memory for a buffer that only the kernel sees, with {@linkplain MemoryKind#ROOM_BEHIND room}
   * behind the end of an array; freed with this.
   */
  Object allocateOwn(Buffer buffer) {
    return allocate(
        buffer, (int) Math.min(Integer.MAX_VALUE, (long) buffer.span() + MemoryKind.ROOM_BEHIND));
  }

  private Object allocate(Buffer buffer, int elements) {
    try {
      return kind == MemoryKind.HEAP
          ? Array.newInstance(arrayClass(buffer).getComponentType(), elements)
          : arena.allocate(buffer.bytes(), ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new UserError(
          "buffer '%s' takes %d bytes, more than is free; choose a smaller shape or give the JVM more memory"
              .formatted(buffer.name(), buffer.bytes()),
          e);
    }
  }

  /** Refuses memory that the target cannot work on or that is too short for the buffer. */
  void check(Buffer buffer, Object memory) {
    MemorySegment bytes = bytes(buffer, memory);
    if (bytes.byteSize() < buffer.bytes()) {
      throw new UserError(
          "buffer '%s' takes %d bytes but %d are given; give at least %d elements of %s"
              .formatted(
                  buffer.name(),
                  buffer.bytes(),
                  bytes.byteSize(),
                  buffer.span(),
                  buffer.dtype().label()));
    }
    if (kind == MemoryKind.NATIVE && bytes.address() % ALIGNMENT != 0) {
      throw new UserError(
          "buffer '%s' begins at an address that is no multiple of %d; allocate it with that alignment"
              .formatted(buffer.name(), ALIGNMENT));
    }
  }

  /** The memory of a buffer as bytes. */
  MemorySegment bytes(Buffer buffer, Object memory) {
    if (kind == MemoryKind.NATIVE) {
      if (memory instanceof MemorySegment segment && segment.isNative()) {
        return segment;
      }
      throw wrongKind(buffer, memory, "a memory segment off the heap");
    }
    Class<?> needed = arrayClass(buffer);
    if (!needed.isInstance(memory)) {
      throw wrongKind(
          buffer,
          memory,
          "a Java array that holds %s: %s"
              .formatted(buffer.dtype().label(), needed.getSimpleName()));
    }
    return switch (memory) {
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      default -> MemorySegment.ofArray((byte[]) memory);
    };
  }

  private static Class<?> arrayClass(Buffer buffer) {
    return switch (buffer.dtype()) {
      case F32 -> float[].class;
      case F64 -> double[].class;
      case I64 -> long[].class;
      case I32 -> int[].class;
      case I16 -> short[].class;
      default -> byte[].class;
    };
  }

  private static UserError wrongKind(Buffer buffer, Object memory, String needed) {
    return new UserError(
        "buffer '%s' needs %s but got %s"
            .formatted(buffer.name(), needed, memory.getClass().getSimpleName()));
  }

  @Override
  public void close() {
    arena.close();
  }
}
