package dev.ridgeline.peers.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.peers.Availability;
import dev.ridgeline.peers.Availability.Available;
import dev.ridgeline.peers.Availability.Unavailable;
import dev.ridgeline.peers.nativecode.NativeBundle;
import dev.ridgeline.peers.nativecode.NativeLibrary;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * oneDNN on the CPU, loaded once for the process.
 *
 * <p>It computes with OpenMP, on the libgomp that comes with it. Idle threads of that spin before
 * they sleep, {@value #SPINS} turns here, where libgomp by itself has them spin for milliseconds
 * that whatever is measured next would lack; {@code OMP_WAIT_POLICY} or {@code GOMP_SPINCOUNT} in
 * the environment decide otherwise. With one thread no other is made.
 *
 * <p><b>Limits.</b> Linux on x86-64 with glibc 2.34 or later. A libgomp that was loaded before
 * keeps its own settings.
 */
public final class OneDnn {
  static final int SPINS = 10_000;

  /** Most threads that can be asked for. */
  public static final int MAX_THREADS = 1024;

  /** Beyond, the library computes sizes that overflow and takes the process down (3.11). */
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE;

  private static final NativeBundle BUNDLE =
      new NativeBundle(
          "oneDNN",
          "org.bytedeco:dnnl with classifier linux-x86_64",
          "org/bytedeco/dnnl/linux-x86_64",
          List.of("libgomp.so.1", "libdnnl.so.3"),
          Map.of("GOMP_SPINCOUNT", Integer.toString(SPINS)));

  /** Holds the one loaded library, made when first asked for. */
  private static final class Loaded {
    static final Availability<NativeLibrary> LIBRARY = NativeLibrary.open(BUNDLE);
  }

  /** The library's handle for the CPU, kept for the life of the process. */
  private static final class Engine {
    static final MemorySegment CPU =
        new NativeObjects()
            .make("dnnl_engine_create", "dnnl_engine_destroy", OneDnnCalls.ENGINE_CPU, 0L);
  }

  private final String version;
  private final int isa;

  private OneDnn() {
    MemorySegment stated =
        ((MemorySegment) OneDnnCalls.value("dnnl_version", ADDRESS)).reinterpret(3 * 4L);
    version =
        "%d.%d.%d"
            .formatted(
                stated.getAtIndex(JAVA_INT, 0),
                stated.getAtIndex(JAVA_INT, 1),
                stated.getAtIndex(JAVA_INT, 2));
    isa = OneDnnCalls.status("dnnl_get_effective_cpu_isa");
  }

  /** Loads the library, the first time; a reason where this machine cannot have it. */
  public static Availability<OneDnn> load() {
    return switch (Loaded.LIBRARY) {
      case Unavailable<NativeLibrary>(String reason) -> new Unavailable<>(reason);
      case Available<NativeLibrary> library -> new Available<>(new OneDnn());
    };
  }

  static NativeLibrary library() {
    return Loaded.LIBRARY.require();
  }

  static MemorySegment engine() {
    return Engine.CPU;
  }

  /** The version, such as {@code 3.11.0}. */
  public String version() {
    return version;
  }

  /**
   * The instructions that it uses here, in its own words (dnnl_cpu_isa_t), such as {@code avx2}.
   */
  public String instructions() {
    return switch (isa) {
      case 0x1 -> "sse41";
      case 0x3 -> "avx";
      case 0x7 -> "avx2";
      case 0xf -> "avx2_vnni";
      case 0x1f -> "avx2_vnni_2";
      case 0x27 -> "avx512_core";
      case 0x67 -> "avx512_core_vnni";
      case 0xe7 -> "avx512_core_bf16";
      case 0x1ef -> "avx10_1_512";
      case 0xfef -> "avx10_1_512_amx";
      default -> "isa 0x%x".formatted(isa);
    };
  }

  /**
   * A convolution to be timed, by the direct algorithm: inputs {@code x} (source) and {@code w}
   * (weights), both row-major.
   *
   * @param threads threads that share the work, the caller's included
   * @throws UserError if oneDNN does not have the convolution in that format
   */
  public OneDnnKernel convolution(Convolution problem, MemoryFormat format, int threads) {
    return kernel(new ConvolutionRecipe(problem, format), threads);
  }

  /**
   * A multiplication of matrices to be timed: inputs {@code a} and {@code b}. Channels last is the
   * same as plain.
   *
   * @param threads threads that share the work, the caller's included
   * @throws UserError if oneDNN does not have the multiplication in that format
   */
  public OneDnnKernel matmul(Matmul problem, MemoryFormat format, int threads) {
    return kernel(new MatmulRecipe(problem, format), threads);
  }

  OneDnnKernel kernel(Recipe recipe, int threads) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new UserError("oneDNN got %d threads; give 1 to %d".formatted(threads, MAX_THREADS));
    }
    recipe.inputs().values().forEach(OneDnn::requireSize);
    requireSize(recipe.output());
    return OneDnnKernel.make(this, recipe, threads);
  }

  private static void requireSize(TensorType type) {
    long elements = 1;
    for (long size : type.shape().sizes()) {
      elements = size > MAX_ELEMENTS ? Long.MAX_VALUE : elements * size;
      if (elements > MAX_ELEMENTS) {
        throw new UserError(
            "oneDNN got a tensor of %s; give at most %d elements".formatted(type, MAX_ELEMENTS));
      }
    }
  }
}
