package dev.ridgeline.core.gradient;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Layout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Gradients of matrix products and convolutions, as matrix products and convolutions. */
final class ContractionGradients {
  private ContractionGradients() {}

  static void write(Tape t, Node node, Contraction op, String dy) {
    switch (op) {
      case Contraction.MatMul _ -> matMul(t, node, dy);
      case Contraction.Gemm o -> gemm(t, node, o, dy);
      case Contraction.Conv o -> conv(t, node, o, dy);
      case Contraction.ConvTranspose _, Contraction.Einsum _, Contraction.Recurrent _ ->
          throw Gradient.none(node, "no rule is known");
    }
  }

  private static void matMul(Tape t, Node node, String dy) {
    String a = node.input(0);
    String b = node.input(1);
    if (t.sizes(a).length < 2 || t.sizes(b).length < 2) {
      throw Gradient.none(node, "a product with a vector has no rule");
    }
    if (t.wants(node, 0)) {
      t.give(node, 0, t.op(new Contraction.MatMul(), dy, t.turned(b)));
    }
    if (t.wants(node, 1)) {
      t.give(node, 1, t.op(new Contraction.MatMul(), t.turned(a), dy));
    }
  }

  private static void gemm(Tape t, Node node, Contraction.Gemm op, String dy) {
    String a = node.input(0);
    String b = node.input(1);
    boolean turnA = op.transposeA();
    boolean turnB = op.transposeB();
    if (t.wants(node, 0)) {
      t.give(
          node,
          0,
          turnA
              ? t.op(new Contraction.Gemm(op.alpha(), 1, turnB, true), b, dy)
              : t.op(new Contraction.Gemm(op.alpha(), 1, false, !turnB), dy, b));
    }
    if (t.wants(node, 1)) {
      t.give(
          node,
          1,
          turnB
              ? t.op(new Contraction.Gemm(op.alpha(), 1, true, turnA), dy, a)
              : t.op(new Contraction.Gemm(op.alpha(), 1, !turnA, false), a, dy));
    }
    t.give(node, 2, op.beta() == 1 ? dy : t.scaled(dy, op.beta()));
  }

  private static void conv(Tape t, Node node, Contraction.Conv op, String dy) {
    Window window = op.window();
    if (op.layout() != Layout.NCHW || window.autoPad() != Window.AutoPad.EXPLICIT) {
      throw Gradient.none(node, "only channels first with explicit pads have a rule");
    }
    if (t.wants(node, 0)) {
      t.give(node, 0, spread(t, window, op.groups(), dy, node.input(1), t.sizes(node.input(0))));
    }
    if (t.wants(node, 1)) {
      t.give(node, 1, filters(t, node, op, dy));
    }
    if (t.wants(node, 2)) {
      long[] axes = LongStream.range(0, window.axes() + 2).filter(i -> i != 1).toArray();
      t.give(node, 2, t.reshaped(t.total(dy, axes), t.sizes(node.input(2))));
    }
  }

  /** Transposed convolution of {@code dy} to the shape {@code sizes}. */
  static String spread(
      Tape t, Window window, long groups, String dy, String filters, long[] sizes) {
    long[] out = t.sizes(dy);
    List<Long> extra = new ArrayList<>();
    for (int i = 0; i < window.axes(); i++) {
      long reached =
          (out[i + 2] - 1) * window.strides().get(i)
              + window.extent(i)
              - window.padsBegin().get(i)
              - window.padsEnd().get(i);
      extra.add(sizes[i + 2] - reached);
    }
    return t.op(new Contraction.ConvTranspose(window, groups, extra, List.of()), dy, filters);
  }

  /**
   * With batch and channels in each other's place the filters are the result of a convolution whose
   * filters are {@code dy}; strides and dilations change places too.
   */
  private static String filters(Tape t, Node node, Contraction.Conv op, String dy) {
    Window window = op.window();
    int axes = window.axes();
    long[] x = t.sizes(node.input(0));
    long[] out = t.sizes(dy);
    long[] w = t.sizes(node.input(1));
    String data = grouped(t, node.input(0), x, op.groups());
    List<Long> kernel = new ArrayList<>();
    List<Long> end = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      kernel.add(out[i + 2]);
      long extent = (out[i + 2] - 1) * window.strides().get(i) + 1;
      long wanted = (w[i + 2] - 1) * window.dilations().get(i) + extent;
      end.add(Math.max(0, wanted - x[i + 2] - window.padsBegin().get(i)));
    }
    Window turned =
        new Window(
            kernel,
            /* strides= */ window.dilations(),
            /* dilations= */ window.strides(),
            window.padsBegin(),
            end,
            Window.AutoPad.EXPLICIT);
    String product =
        t.op(
            new Contraction.Conv(turned, op.groups(), Layout.NCHW),
            data,
            t.transposed(dy, swapped(axes)));
    String back = t.transposed(product, swapped(axes));
    long[] limits = LongStream.range(0, axes).map(i -> w[(int) i + 2]).toArray();
    return t.op(
        new Movement.Slice(),
        back,
        t.vector(new long[axes]),
        t.vector(limits),
        t.vector(LongStream.range(2, axes + 2).toArray()));
  }

  /** [N, G C, ...] as [C, G N, ...]. */
  private static String grouped(Tape t, String x, long[] sizes, long groups) {
    int axes = sizes.length - 2;
    if (groups == 1) {
      return t.transposed(x, swapped(axes));
    }
    long[] apart = new long[sizes.length + 1];
    long[] together = sizes.clone();
    apart[0] = sizes[0];
    apart[1] = groups;
    apart[2] = sizes[1] / groups;
    System.arraycopy(sizes, 2, apart, 3, axes);
    together[0] = apart[2];
    together[1] = groups * sizes[0];
    Integer[] permutation =
        IntStream.range(0, apart.length)
            .map(i -> i < 3 ? 2 - i : i)
            .boxed()
            .toArray(Integer[]::new);
    return t.reshaped(t.transposed(t.reshaped(x, apart), permutation), together);
  }

  private static Integer[] swapped(int axes) {
    List<Integer> permutation = new ArrayList<>(IntStream.range(0, axes + 2).boxed().toList());
    Collections.swap(permutation, 0, 1);
    return permutation.toArray(Integer[]::new);
  }
}
