package dev.ridgeline.peers.openblas;

import dev.ridgeline.core.UserError;
import dev.ridgeline.peers.Availability;
import dev.ridgeline.peers.Availability.Available;
import dev.ridgeline.peers.Availability.Unavailable;
import dev.ridgeline.peers.nativecode.NativeBundle;
import dev.ridgeline.peers.nativecode.NativeLibrary;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenBLAS, loaded once for the process.
 *
 * <p>Its worker threads are made when two or more are first asked for. Idle ones spin for 2^{@value
 * #SPIN_LOG2_CYCLES} cycles before they sleep, where OpenBLAS by itself has them spin for 2^26
 * (some 25 ms, taken from whatever is measured next); {@code OPENBLAS_THREAD_TIMEOUT} in the
 * environment decides otherwise.
 *
 * <p><b>Limits.</b> Linux on x86-64 with glibc 2.34 or later. The number of threads belongs to the
 * process: two threads of Java must not run multiplications with different numbers at once.
 */
public final class OpenBlas {
  static final int SPIN_LOG2_CYCLES = 18;

  /** Bytes for the description that OpenBLAS gives of itself. */
  private static final int MAX_TEXT_BYTES = 4096;

  private static final Pattern VERSION = Pattern.compile("^OpenBLAS (\\S+)");

  private static final NativeBundle BUNDLE =
      new NativeBundle(
          "OpenBLAS",
          "org.bytedeco:openblas with classifier linux-x86_64",
          "org/bytedeco/openblas/linux-x86_64",
          List.of("libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0"),
          Map.of(
              "OPENBLAS_NUM_THREADS",
              "1",
              "OPENBLAS_THREAD_TIMEOUT",
              Integer.toString(SPIN_LOG2_CYCLES)));

  /** Holds the one loaded library, made when first asked for. */
  private static final class Loaded {
    static final Availability<NativeLibrary> LIBRARY = NativeLibrary.open(BUNDLE);
  }

  private final String configuration;
  private final String coreName;

  private OpenBlas() {
    configuration = text(OpenBlasCalls.configuration());
    coreName = text(OpenBlasCalls.coreName());
  }

  /** Loads the library, the first time; a reason where this machine cannot have it. */
  public static Availability<OpenBlas> load() {
    return switch (Loaded.LIBRARY) {
      case Unavailable<NativeLibrary>(String reason) -> new Unavailable<>(reason);
      case Available<NativeLibrary> library -> new Available<>(new OpenBlas());
    };
  }

  static NativeLibrary library() {
    return Loaded.LIBRARY.require();
  }

  private static String text(MemorySegment address) {
    return address.reinterpret(MAX_TEXT_BYTES).getString(0).strip();
  }

  /** The version, such as {@code 0.3.31}. */
  public String version() {
    Matcher words = VERSION.matcher(configuration);
    return words.find() ? words.group(1) : configuration;
  }

  /** The processor whose kernels OpenBLAS chose for this machine, such as {@code Zen}. */
  public String kernel() {
    return coreName;
  }

  /** How OpenBLAS was built, in its own words. */
  public String configuration() {
    return configuration;
  }

  /**
   * A multiplication to be timed: inputs {@code a}, {@code b} and, where beta is not 0, {@code c}.
   *
   * @param threads threads that share the work, the caller's included
   * @throws UserError if OpenBLAS cannot have so many threads
   */
  public OpenBlasSgemm sgemm(Sgemm problem, int threads) {
    if (threads < 1) {
      throw new UserError("OpenBLAS got %d threads; give at least 1".formatted(threads));
    }
    OpenBlasCalls.setThreads(threads);
    int got = OpenBlasCalls.threads();
    if (got != threads) {
      throw new UserError(
          "OpenBLAS got %d threads and can have %d at most; ask for fewer".formatted(threads, got));
    }
    return new OpenBlasSgemm(this, problem, threads);
  }
}
