package dev.ridgeline.app.op;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.operator.DepthwiseConv2d;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.peers.Availability;
import dev.ridgeline.peers.onednn.Convolution;
import dev.ridgeline.peers.onednn.Matmul;
import dev.ridgeline.peers.onednn.MemoryFormat;
import dev.ridgeline.peers.onednn.OneDnn;
import dev.ridgeline.peers.openblas.OpenBlas;
import dev.ridgeline.peers.openblas.Sgemm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The peers that have an operator, with the reasons of those that this machine lacks. */
final class PeerKernels {
  private static final String OWN_LAYOUT =
      "in layouts of its own choice; converting to them is not on its clock";
  private static final String PLAIN_LAYOUT = "NCHW as ours; it packs its weights off the clock";

  private final List<Contender> contenders = new ArrayList<>();
  private final Map<String, String> missing = new LinkedHashMap<>();

  private PeerKernels() {}

  /** The peers of an operator whose outputs are right. */
  static PeerKernels checked(
      Operator operator, Map<String, Tensor> inputs, int threads, long seed) {
    PeerKernels peers = of(operator, inputs, threads);
    peers.check(theirs(operator), inputs, seed);
    return peers;
  }

  /** They give the product alone, without bias and activation. */
  private static Computation theirs(Operator operator) {
    return operator instanceof Gemm g
        ? new Gemm(g.m(), g.n(), g.k(), g.transposeA(), g.transposeB(), false, ActivationKind.NONE)
            .computation()
        : operator.computation();
  }

  static PeerKernels of(Operator operator, Map<String, Tensor> inputs, int threads) {
    PeerKernels peers = new PeerKernels();
    switch (operator) {
      case Gemm gemm -> peers.gemm(gemm, inputs, threads);
      case Conv2d conv -> {
        Window window =
            new Window(
                List.of((long) conv.kernelHeight(), (long) conv.kernelWidth()),
                twice(conv.stride()),
                twice(conv.dilation()),
                twice(conv.pad()),
                twice(conv.pad()),
                Window.AutoPad.EXPLICIT);
        peers.convolution(window, conv.groups(), inputs, threads);
      }
      case DepthwiseConv2d conv ->
          peers.convolution(
              Window.square(2, conv.kernel(), conv.stride(), conv.pad()),
              conv.channels(),
              inputs,
              threads);
      default -> {}
    }
    return peers;
  }

  private static List<Long> twice(int value) {
    return List.of((long) value, (long) value);
  }

  List<Contender> contenders() {
    return contenders;
  }

  /** Peers that are not there, by name, with what is missing. */
  Map<String, String> missing() {
    return missing;
  }

  /**
   * Runs each once and compares what it gives with the f64 reference; one that is wrong is listed
   * as missing, with the difference.
   *
   * @param computation what they compute
   */
  void check(Computation computation, Map<String, Tensor> inputs, long seed) {
    contenders.removeIf(peer -> {
      String fault = PeerCheck.fault(peer, computation, inputs, seed);
      if (!fault.isEmpty()) {
        missing.put(peer.name(), fault);
      }
      return !fault.isEmpty();
    });
  }

  private void gemm(Gemm g, Map<String, Tensor> inputs, int threads) {
    Map<String, Tensor> given = renamed(inputs, Map.of("A", "a", "B", "b"));
    String note = g.hasEpilogue() ? "the product alone, without bias and activation" : "";
    switch (OpenBlas.load()) {
      case Availability.Unavailable<OpenBlas>(String reason) -> missing.put("openblas", reason);
      case Availability.Available<OpenBlas>(OpenBlas blas) -> {
        Sgemm problem = Sgemm.of(g.m(), g.n(), g.k()).transposed(g.transposeA(), g.transposeB());
        contenders.add(
            new Contender(
                "openblas", blas.version(), note, () -> blas.sgemm(problem, threads), given));
      }
    }
    switch (OneDnn.load()) {
      case Availability.Unavailable<OneDnn>(String reason) -> missing.put("onednn", reason);
      case Availability.Available<OneDnn>(OneDnn dnn) -> {
        Matmul problem = new Matmul(g.m(), g.n(), g.k(), g.transposeA(), g.transposeB());
        contenders.add(
            new Contender(
                "onednn",
                dnn.version(),
                note,
                () -> dnn.matmul(problem, MemoryFormat.PLAIN, threads),
                given));
      }
    }
  }

  private void convolution(Window window, int groups, Map<String, Tensor> inputs, int threads) {
    switch (OneDnn.load()) {
      case Availability.Unavailable<OneDnn>(String reason) -> missing.put("onednn", reason);
      case Availability.Available<OneDnn>(OneDnn dnn) -> {
        Map<String, Tensor> given = renamed(inputs, Map.of("X", "x", "W", "w"));
        TensorType source = Objects.requireNonNull(given.get("x")).type();
        TensorType weights = Objects.requireNonNull(given.get("w")).type();
        Convolution problem = new Convolution(source, weights, window, groups);
        contenders.add(
            new Contender(
                "onednn",
                dnn.version(),
                OWN_LAYOUT,
                () -> dnn.convolution(problem, MemoryFormat.ANY, threads),
                given));
        contenders.add(
            new Contender(
                "onednn-nchw",
                dnn.version(),
                PLAIN_LAYOUT,
                () -> dnn.convolution(problem, MemoryFormat.PLAIN, threads),
                given));
      }
    }
  }

  private static Map<String, Tensor> renamed(
      Map<String, Tensor> inputs, Map<String, String> names) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    inputs.forEach((name, tensor) -> {
      String theirs = names.get(name);
      if (theirs != null) {
        renamed.put(theirs, tensor);
      }
    });
    return renamed;
  }
}
