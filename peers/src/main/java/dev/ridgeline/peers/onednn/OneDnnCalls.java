package dev.ridgeline.peers.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ridgeline.peers.nativecode.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls into oneDNN's C interface, and its numbers (dnnl_types.h of 3.11). The class is touched
 * only where the library is loaded.
 */
final class OneDnnCalls {
  static final int ENGINE_CPU = 1;
  static final int DATA_F32 = 3;
  static final int FORMAT_ANY = 1;
  static final int FORWARD_INFERENCE = 96;
  static final int CONVOLUTION_DIRECT = 1;
  static final int STREAM_IN_ORDER = 1;

  static final int QUERY_IMPLEMENTATION = 8;
  static final int QUERY_STRIDES = 14;
  static final int QUERY_SOURCE = 129;
  static final int QUERY_WEIGHTS = 131;
  static final int QUERY_DESTINATION = 133;
  static final int QUERY_RANK = 256;
  static final int QUERY_INNER_BLOCKS = 263;
  static final int QUERY_INNER_BLOCK_SIZES = 264;
  static final int QUERY_INNER_BLOCK_AXES = 265;

  static final int ARGUMENT_SOURCE = 1;
  static final int ARGUMENT_DESTINATION = 17;
  static final int ARGUMENT_WEIGHTS = 33;

  private static final NativeLibrary LIBRARY = OneDnn.library();
  private static final MethodHandle EXECUTE =
      LIBRARY.function(
          "dnnl_primitive_execute",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle WAIT =
      LIBRARY.function("dnnl_stream_wait", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle SET_THREADS =
      LIBRARY.function("omp_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));

  /** Handles of the functions that are never called on the clock, by name. */
  private static final Map<String, MethodHandle> RARE = new ConcurrentHashMap<>();

  private OneDnnCalls() {}

  /** Runs a primitive and returns when it is done. */
  static void execute(
      MemorySegment primitive, MemorySegment stream, int count, MemorySegment arguments) {
    int executed;
    int waited;
    try {
      executed = (int) EXECUTE.invokeExact(primitive, stream, count, arguments);
      waited = (int) WAIT.invokeExact(stream);
    } catch (Throwable e) {
      throw failed("dnnl_primitive_execute", e);
    }
    if (executed != 0 || waited != 0) {
      throw refused("dnnl_primitive_execute", executed != 0 ? executed : waited);
    }
  }

  /** OpenMP keeps the number for each thread of the system, so it is set for the caller only. */
  static void setThreads(int threads) {
    try {
      SET_THREADS.invokeExact(threads);
    } catch (Throwable e) {
      throw failed("omp_set_num_threads", e);
    }
  }

  /** Calls a function that returns a status, which must be success. */
  static void call(String function, Object... arguments) {
    int status = status(function, arguments);
    if (status != 0) {
      throw refused(function, status);
    }
  }

  /** Calls a function that returns a status. */
  static int status(String function, Object... arguments) {
    return (int) value(function, JAVA_INT, arguments);
  }

  /** Calls a function that returns a value: an address, an int or a long. */
  static Object value(String function, MemoryLayout result, Object... arguments) {
    MethodHandle handle =
        RARE.computeIfAbsent(
            function,
            name -> LIBRARY.function(name, FunctionDescriptor.of(result, layouts(arguments))));
    try {
      return handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw failed(function, e);
    }
  }

  private static MemoryLayout[] layouts(Object... arguments) {
    return Arrays.stream(arguments)
        .map(argument ->
            switch (argument) {
              case Integer i -> JAVA_INT;
              case Long l -> JAVA_LONG;
              default -> ADDRESS;
            })
        .toArray(MemoryLayout[]::new);
  }

  static IllegalStateException refused(String function, int status) {
    return new IllegalStateException("oneDNN's " + function + " failed: " + word(status));
  }

  /** The name of a status (dnnl_status_t). */
  static String word(int status) {
    return switch (status) {
      case 1 -> "out of memory";
      case 2 -> "invalid arguments";
      case 3 -> "unimplemented";
      case 5 -> "runtime error";
      default -> "status " + status;
    };
  }

  /** A foreign call throws only for arguments that are wrong on our side. */
  private static IllegalStateException failed(String function, Throwable cause) {
    return new IllegalStateException(function + " could not be called", cause);
  }
}
