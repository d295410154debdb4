package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.op.Window.AutoPad;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Gives every window, channels last, one of the two paddings of TFLite: none, or SAME, where the
 * pads are just those. Others become a node that pads before it: with zeros, for a maximum with the
 * least f32. An average that leaves padding out of its count is corrected by a product with a
 * constant map.
 */
final class ExplicitPads {
  private final Redraft draft;

  private ExplicitPads(Graph graph) {
    this.draft = new Redraft(graph);
  }

  static Graph apply(Graph graph) {
    ExplicitPads pass = new ExplicitPads(graph);
    pass.draft.inputs();
    graph.nodes().forEach(pass::pad);
    graph.outputs().forEach(pass.draft::output);
    return pass.draft.build();
  }

  private void pad(Node node) {
    switch (node.op()) {
      case Contraction.Conv conv when isFollowed(node, conv.layout()) -> {
        Pads pads = pads(node, conv.window());
        String x = pads.same() ? node.input(0) : padded(node, pads, 0);
        rest(node, new Contraction.Conv(pads.window(), conv.groups(), Layout.NHWC), x);
      }
      case Pool.MaxPool pool when isFollowed(node, pool.layout()) -> {
        Pads pads = pads(node, pool.window());
        String x = pads.same() ? node.input(0) : padded(node, pads, -Float.MAX_VALUE);
        rest(node, new Pool.MaxPool(pads.window(), false, false, Layout.NHWC), x);
      }
      case Pool.AveragePool pool when isFollowed(node, pool.layout()) -> average(node, pool);
      default -> draft.keep(node);
    }
  }

  private boolean isFollowed(Node node, Layout layout) {
    Shape x = draft.source().type(node.input(0)).shape();
    Shape y = draft.source().type(node.output()).shape();
    return layout == Layout.NHWC
        && node.outputs().size() == 1
        && x.ranked()
        && x.rank() == 4
        && LongStream.of(1, 2).allMatch(i -> x.dim((int) i).isKnown() && y.dim((int) i).isKnown());
  }

  private void rest(Node node, Op op, String x) {
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(0, x);
    draft.keep(new Node(node.name(), op, inputs, node.outputs()));
  }

  /**
   * What a window needs.
   *
   * @param window without pads, or SAME
   * @param begin pads before each axis; all zero where {@code same}
   */
  private record Pads(Window window, List<Long> begin, List<Long> end, boolean same) {
    boolean isEmpty() {
      return begin.stream().allMatch(p -> p == 0) && end.stream().allMatch(p -> p == 0);
    }
  }

  /** The pads that the sizes of input and output ask for; the end's as far as windows reach. */
  private Pads pads(Node node, Window window) {
    Shape x = draft.source().type(node.input(0)).shape();
    Shape y = draft.source().type(node.output()).shape();
    List<Long> begin = new ArrayList<>();
    List<Long> end = new ArrayList<>();
    boolean same = true;
    for (int i = 0; i < 2; i++) {
      long in = x.dim(1 + i).size();
      long out = y.dim(1 + i).size();
      long stride = window.strides().get(i);
      long reach = (out - 1) * stride + window.extent(i);
      long total = Math.max(0, reach - in);
      long first =
          switch (window.autoPad()) {
            case EXPLICIT -> window.padsBegin().get(i);
            case SAME_UPPER -> total / 2;
            case SAME_LOWER -> total - total / 2;
          };
      begin.add(first);
      end.add(Math.max(0, reach - in - first));
      same &= out == Math.ceilDiv(in, stride) && first == total / 2 && first >= 0;
    }
    boolean none = begin.stream().allMatch(p -> p == 0) && end.stream().allMatch(p -> p == 0);
    List<Long> zeros = List.of(0L, 0L);
    Window plain =
        new Window(
            window.kernel(),
            window.strides(),
            window.dilations(),
            zeros,
            zeros,
            same && !none ? AutoPad.SAME_UPPER : AutoPad.EXPLICIT);
    return new Pads(plain, begin, end, same || none);
  }

  private String padded(Node node, Pads pads, float value) {
    if (pads.isEmpty()) {
      return node.input(0);
    }
    String stem = node.name() + "/padded";
    return draft.step(
        stem,
        new Movement.Pad(Movement.PadMode.CONSTANT),
        node.input(0),
        draft.vector(
            stem + "/pads",
            0,
            pads.begin().get(0),
            pads.begin().get(1),
            0,
            0,
            pads.end().get(0),
            pads.end().get(1),
            0),
        draft.scalar(stem + "/value", value));
  }

  private void average(Node node, Pool.AveragePool pool) {
    Pads pads = pads(node, pool.window());
    if (pads.isEmpty() || (pads.same() && !pool.countIncludePad())) {
      rest(node, new Pool.AveragePool(pads.window(), false, false, Layout.NHWC), node.input(0));
      return;
    }
    Window window = pads.window().withPads(List.of(0L, 0L), List.of(0L, 0L));
    Pool.AveragePool plain = new Pool.AveragePool(window, false, false, Layout.NHWC);
    String x = padded(node, pads, 0);
    float[] factors = factors(node, pool, pads);
    boolean corrected = false;
    for (float factor : factors) {
      corrected |= factor != 1;
    }
    if (!corrected) {
      rest(node, plain, x);
      return;
    }
    Shape y = draft.source().type(node.output()).shape();
    Constant map =
        FloatConstants.of(
            factors, Shape.of(1, y.dim(1).size(), y.dim(2).size(), 1), Constant.Role.LITERAL);
    String mean = draft.step(node.name() + "/mean", plain, x);
    draft.result(node, Binary.MUL, mean, draft.constant(node.name() + "/counts", map));
  }

  /** Elements of the kernel over those that count, at every position. */
  private float[] factors(Node node, Pool.AveragePool pool, Pads pads) {
    Shape y = draft.source().type(node.output()).shape();
    long[] rows = counts(node, pool, pads, 0);
    long[] columns = counts(node, pool, pads, 1);
    float[] factors = new float[Math.toIntExact(y.dim(1).size() * y.dim(2).size())];
    double all = (double) pool.window().kernelElements();
    for (int i = 0; i < factors.length; i++) {
      double counted = (double) rows[i / columns.length] * (double) columns[i % columns.length];
      factors[i] = (float) (all / counted);
    }
    return factors;
  }

  private long[] counts(Node node, Pool.AveragePool pool, Pads pads, int axis) {
    Window window = pool.window();
    long in = draft.source().type(node.input(0)).shape().dim(1 + axis).size();
    long out = draft.source().type(node.output()).shape().dim(1 + axis).size();
    boolean explicit = window.autoPad() == AutoPad.EXPLICIT;
    long first = pool.countIncludePad() ? -pads.begin().get(axis) : 0;
    long padsEnd = explicit ? window.padsEnd().get(axis) : pads.end().get(axis);
    long last = pool.countIncludePad() ? in + padsEnd : in;
    long[] counts = new long[Math.toIntExact(out)];
    for (int i = 0; i < counts.length; i++) {
      long start = i * window.strides().get(axis) - pads.begin().get(axis);
      for (long tap = 0; tap < window.kernel().get(axis); tap++) {
        long at = start + tap * window.dilations().get(axis);
        counts[i] += at >= first && at < last ? 1 : 0;
      }
    }
    return counts;
  }
}
