package dev.ridgeline.peers.openblas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.ridgeline.peers.nativecode.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of OpenBLAS that are used; the class is touched only where the library is loaded.
 */
final class OpenBlasCalls {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int TRANSPOSE = 112;

  private static final NativeLibrary LIBRARY = OpenBlas.library();
  private static final MethodHandle SGEMM =
      LIBRARY.function(
          "cblas_sgemm",
          FunctionDescriptor.ofVoid(
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_FLOAT,
              ADDRESS,
              JAVA_INT,
              ADDRESS,
              JAVA_INT,
              JAVA_FLOAT,
              ADDRESS,
              JAVA_INT));
  private static final MethodHandle SET_THREADS =
      LIBRARY.function("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
  private static final MethodHandle GET_THREADS =
      LIBRARY.function("openblas_get_num_threads", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GET_CONFIG =
      LIBRARY.function("openblas_get_config", FunctionDescriptor.of(ADDRESS));
  private static final MethodHandle GET_CORE_NAME =
      LIBRARY.function("openblas_get_corename", FunctionDescriptor.of(ADDRESS));

  private OpenBlasCalls() {}

  static void sgemm(Sgemm g, MemorySegment a, MemorySegment b, MemorySegment c) {
    try {
      SGEMM.invokeExact(
          ROW_MAJOR,
          g.transposeA() ? TRANSPOSE : NO_TRANSPOSE,
          g.transposeB() ? TRANSPOSE : NO_TRANSPOSE,
          g.m(),
          g.n(),
          g.k(),
          g.alpha(),
          a,
          g.lda(),
          b,
          g.ldb(),
          g.beta(),
          c,
          g.ldc());
    } catch (Throwable e) {
      throw failed("cblas_sgemm", e);
    }
  }

  static void setThreads(int threads) {
    try {
      SET_THREADS.invokeExact(threads);
    } catch (Throwable e) {
      throw failed("openblas_set_num_threads", e);
    }
  }

  static int threads() {
    try {
      return (int) GET_THREADS.invokeExact();
    } catch (Throwable e) {
      throw failed("openblas_get_num_threads", e);
    }
  }

  static MemorySegment configuration() {
    try {
      return (MemorySegment) GET_CONFIG.invokeExact();
    } catch (Throwable e) {
      throw failed("openblas_get_config", e);
    }
  }

  static MemorySegment coreName() {
    try {
      return (MemorySegment) GET_CORE_NAME.invokeExact();
    } catch (Throwable e) {
      throw failed("openblas_get_corename", e);
    }
  }

  /** A foreign call throws only for arguments that are wrong on our side. */
  private static IllegalStateException failed(String function, Throwable cause) {
    return new IllegalStateException(function + " could not be called", cause);
  }
}
