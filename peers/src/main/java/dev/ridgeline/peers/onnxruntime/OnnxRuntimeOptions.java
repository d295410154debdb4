package dev.ridgeline.peers.onnxruntime;

import java.util.Map;
import java.util.TreeMap;

/**
 * How ONNX Runtime runs a model. Everything else is as it is by default: all graph optimisations,
 * one operator at a time, the CPU provider.
 *
 * @param threads threads within an operator, the caller's included; with 1 there is no pool
 * @param spinning whether idle threads of the pool spin for a while before they sleep: the default
 *     of ONNX Runtime and the lower latency, but it takes CPU time from whatever runs next
 * @param symbols sizes of symbolic dimensions, by name, that hold for the life of the session;
 *     names that the model does not have are ignored
 */
public record OnnxRuntimeOptions(int threads, boolean spinning, Map<String, Long> symbols) {
  /** Most threads that can be asked for. */
  public static final int MAX_THREADS = 1024;

  /** Copies the sizes. */
  public OnnxRuntimeOptions {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "threads is " + threads + ", allowed are 1 to " + MAX_THREADS);
    }
    symbols = Map.copyOf(new TreeMap<>(symbols));
  }

  /** So many threads, spinning, no symbol bound. */
  public static OnnxRuntimeOptions threads(int threads) {
    return new OnnxRuntimeOptions(threads, true, Map.of());
  }

  /** The same with symbolic dimensions bound. */
  public OnnxRuntimeOptions with(Map<String, Long> newSymbols) {
    return new OnnxRuntimeOptions(threads, spinning, newSymbols);
  }
}
