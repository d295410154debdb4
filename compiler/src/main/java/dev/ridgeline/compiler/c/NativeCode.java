package dev.ridgeline.compiler.c;

import dev.ridgeline.compiler.target.FunctionCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/**
 * Functions of a loaded library. Buffers are native segments, whose addresses are passed; functions
 * that may be called critically take Java arrays too.
 */
final class NativeCode {
  private NativeCode() {}

  /**
   * The function at an address.
   *
   * @param critical whether it is short enough for critical calls
   */
  static FunctionCode of(MemorySegment entry, int buffers, int scalars, boolean critical) {
    return switch (CallShapes.of(buffers, scalars)) {
      case CallShapes.NARROW -> new Narrow(entry, critical);
      case CallShapes.MIDDLE -> new Middle(entry, critical);
      default -> new Blocks(entry);
    };
  }

  private static boolean isNative(Object[] buffers) {
    for (Object buffer : buffers) {
      if (!(buffer instanceof MemorySegment segment && segment.isNative())) {
        return false;
      }
    }
    return true;
  }

  private static long address(Object[] buffers, int i) {
    return i < buffers.length ? ((MemorySegment) buffers[i]).address() : 0;
  }

  private static int scalar(int[] scalars, int i) {
    return i < scalars.length ? scalars[i] : 0;
  }

  private static MemorySegment array(Object[] buffers, int i) {
    if (i >= buffers.length) {
      return MemorySegment.NULL;
    }
    return switch (buffers[i]) {
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case byte[] a -> MemorySegment.ofArray(a);
      case MemorySegment a -> a;
      default -> throw new IllegalArgumentException("no buffer: " + buffers[i].getClass());
    };
  }

  private static void requireCritical(boolean critical) {
    if (!critical) {
      throw new IllegalArgumentException(
          "Java arrays were given to a function that may run for more than 1 ms; it takes native"
              + " memory segments");
    }
  }

  private static IllegalStateException failed(Throwable e) {
    return e instanceof IllegalStateException same
        ? same
        : new IllegalStateException("a call of compiled code failed: " + e, e);
  }

  private record Narrow(MemorySegment entry, boolean critical) implements FunctionCode {
    @Override
    public void call(Object[] b, int[] s) {
      if (!isNative(b)) {
        requireCritical(critical);
        onArrays(b, s);
        return;
      }
      long b0 = address(b, 0);
      long b1 = address(b, 1);
      long b2 = address(b, 2);
      long b3 = address(b, 3);
      int s0 = scalar(s, 0);
      int s1 = scalar(s, 1);
      int s2 = scalar(s, 2);
      int s3 = scalar(s, 3);
      try {
        if (critical) {
          CallShapes.NARROW_SHORT.invokeExact(entry, b0, b1, b2, b3, s0, s1, s2, s3);
        } else {
          CallShapes.NARROW_PLAIN.invokeExact(entry, b0, b1, b2, b3, s0, s1, s2, s3);
        }
      } catch (Throwable e) {
        throw failed(e);
      } finally {
        Reference.reachabilityFence(b);
      }
    }

    private void onArrays(Object[] b, int[] s) {
      try {
        CallShapes.NARROW_ARRAYS.invokeExact(
            entry,
            array(b, 0),
            array(b, 1),
            array(b, 2),
            array(b, 3),
            scalar(s, 0),
            scalar(s, 1),
            scalar(s, 2),
            scalar(s, 3));
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  private record Middle(MemorySegment entry, boolean critical) implements FunctionCode {
    @Override
    public void call(Object[] b, int[] s) {
      if (!isNative(b)) {
        requireCritical(critical);
        onArrays(b, s);
        return;
      }
      long b0 = address(b, 0);
      long b1 = address(b, 1);
      long b2 = address(b, 2);
      long b3 = address(b, 3);
      long b4 = address(b, 4);
      long b5 = address(b, 5);
      long b6 = address(b, 6);
      long b7 = address(b, 7);
      int s0 = scalar(s, 0);
      int s1 = scalar(s, 1);
      int s2 = scalar(s, 2);
      int s3 = scalar(s, 3);
      int s4 = scalar(s, 4);
      int s5 = scalar(s, 5);
      int s6 = scalar(s, 6);
      int s7 = scalar(s, 7);
      try {
        if (critical) {
          CallShapes.MIDDLE_SHORT.invokeExact(
              entry, b0, b1, b2, b3, b4, b5, b6, b7, s0, s1, s2, s3, s4, s5, s6, s7);
        } else {
          CallShapes.MIDDLE_PLAIN.invokeExact(
              entry, b0, b1, b2, b3, b4, b5, b6, b7, s0, s1, s2, s3, s4, s5, s6, s7);
        }
      } catch (Throwable e) {
        throw failed(e);
      } finally {
        Reference.reachabilityFence(b);
      }
    }

    private void onArrays(Object[] b, int[] s) {
      try {
        CallShapes.MIDDLE_ARRAYS.invokeExact(
            entry,
            array(b, 0),
            array(b, 1),
            array(b, 2),
            array(b, 3),
            array(b, 4),
            array(b, 5),
            array(b, 6),
            array(b, 7),
            scalar(s, 0),
            scalar(s, 1),
            scalar(s, 2),
            scalar(s, 3),
            scalar(s, 4),
            scalar(s, 5),
            scalar(s, 6),
            scalar(s, 7));
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  /** Arguments go through a block of memory that each thread keeps. */
  private record Blocks(MemorySegment entry) implements FunctionCode {
    private static final int MOST = 1024;
    private static final ThreadLocal<MemorySegment> BLOCK =
        ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(MOST * 12L, 8));

    Blocks {
      if (entry.address() == 0) {
        throw new IllegalArgumentException("no function");
      }
    }

    @Override
    public void call(Object[] b, int[] s) {
      requireCritical(isNative(b));
      if (b.length > MOST || s.length > MOST) {
        throw new IllegalArgumentException(
            "a function takes at most " + MOST + " buffers and as many scalars");
      }
      MemorySegment block = BLOCK.get();
      for (int i = 0; i < b.length; i++) {
        block.setAtIndex(ValueLayout.JAVA_LONG, i, address(b, i));
      }
      for (int i = 0; i < s.length; i++) {
        block.setAtIndex(ValueLayout.JAVA_INT, 2L * MOST + i, s[i]);
      }
      try {
        CallShapes.BLOCKS.invokeExact(entry, block.address(), block.address() + 8L * MOST);
      } catch (Throwable e) {
        throw failed(e);
      } finally {
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(block);
      }
    }
  }
}
