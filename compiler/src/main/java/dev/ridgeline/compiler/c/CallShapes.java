package dev.ridgeline.compiler.c;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The signatures that all functions are called by: 4 buffers and 4 scalars, 8 and 8, or blocks of
 * any number. So few handles can stand in constants, which the JIT turns into direct calls.
 */
final class CallShapes {
  static final int NARROW = 4;
  static final int MIDDLE = 8;

  static final MethodHandle NARROW_PLAIN = addresses(NARROW);
  static final MethodHandle NARROW_SHORT = addresses(NARROW, Linker.Option.critical(false));
  static final MethodHandle NARROW_ARRAYS = arrays(NARROW);
  static final MethodHandle MIDDLE_PLAIN = addresses(MIDDLE);
  static final MethodHandle MIDDLE_SHORT = addresses(MIDDLE, Linker.Option.critical(false));
  static final MethodHandle MIDDLE_ARRAYS = arrays(MIDDLE);
  static final MethodHandle BLOCKS =
      Linker.nativeLinker()
          .downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

  private CallShapes() {}

  /** The least shape that takes so many of each; 0 for blocks. */
  static int of(int buffers, int scalars) {
    int most = Math.max(buffers, scalars);
    return most <= NARROW ? NARROW : most <= MIDDLE ? MIDDLE : 0;
  }

  private static MethodHandle addresses(int width, Linker.Option... options) {
    return handle(width, ValueLayout.JAVA_LONG, options);
  }

  private static MethodHandle arrays(int width) {
    return handle(width, ValueLayout.ADDRESS, Linker.Option.critical(true));
  }

  private static MethodHandle handle(int width, MemoryLayout buffer, Linker.Option... options) {
    List<MemoryLayout> layouts = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      layouts.add(buffer);
    }
    for (int i = 0; i < width; i++) {
      layouts.add(ValueLayout.JAVA_INT);
    }
    MemoryLayout[] parameters = layouts.toArray(MemoryLayout[]::new);
    return Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(parameters), options);
  }
}
