package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.kernel.ConvGeometry;
import dev.ridgeline.engine.kernel.ConvPlan;
import dev.ridgeline.engine.kernel.Epilogue;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.StridedCopyPlan;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Transposed convolutions whose windows lie side by side, the stride as large as the kernel: a
 * product of the pixels with all taps at once, R*S*O columns, and a copy that spreads the taps.
 */
final class PlanTransposedConvolution {
  private PlanTransposedConvolution() {}

  /** Plans the node, or says why not. */
  static Optional<String> plan(Draft draft, Node node, Contraction.ConvTranspose op) {
    int[] x = draft.dims(node.input(0));
    if (x.length != 4 || !draft.isF32(node.input(0)) || !draft.isConstant(node.input(1))) {
      return Optional.of("kernels take f32 images and constant weights");
    }
    if (node.has(2) && !draft.isConstant(node.input(2))) {
      return Optional.of("its bias is no constant");
    }
    int[] w = draft.dims(node.input(1));
    int[] y = draft.dims(node.output());
    Window window = op.window();
    boolean sideBySide =
        op.groups() == 1
            && window.strides().equals(List.of((long) w[2], (long) w[3]))
            && y[2] == x[2] * w[2]
            && y[3] == x[3] * w[3]
            && window.padsBegin().stream().allMatch(pad -> pad == 0);
    if (!sideBySide) {
      return Optional.of("its windows overlap or leave gaps, or it has groups");
    }
    int taps = w[2] * w[3];
    int columns = taps * w[1];
    String all =
        draft.temporary(node.output() + "|taps", TensorType.f32(x[0], columns, x[2], x[3]));
    Optional<Placed> bias =
        node.has(2) ? Optional.of(bias(draft, node, taps, w[1])) : Optional.empty();
    ConvGeometry g =
        new ConvGeometry(x[0], x[1], x[2], x[3], columns, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
    draft.add(
        new ConvPlan(
            g,
            draft.in(node.input(0), Order.CHANNELS_LAST),
            weights(draft, node, w).value(),
            new Epilogue(bias, Optional.empty(), List.of()),
            Placed.channelsLast(all)),
        List.of(node),
        "");
    draft.add(
        new StridedCopyPlan(
            "taps side by side",
            List.of(spread(x, w, Placed.channelsLast(all))),
            Placed.channelsLast(node.output())),
        List.of(node),
        "");
    return Optional.empty();
  }

  /** From [N, H, W, R, S, O] to [N, H, R, W, S, O]. */
  private static StridedCopyPlan.Part spread(int[] x, int[] w, Placed all) {
    long row = (long) w[3] * w[1];
    long pixel = w[2] * row;
    long line = x[3] * pixel;
    long image = x[2] * line;
    long out = x[3] * row;
    return new StridedCopyPlan.Part(
        all,
        List.of(x[0], x[2], w[2], x[3], w[3] * w[1]),
        List.of(image, line, row, pixel, 1L),
        0,
        List.of(image, w[2] * out, out, row, 1L),
        0);
  }

  /** W [C, O, R, S] as [R * S * O, C, 1, 1]. */
  private static Placed weights(Draft draft, Node node, int[] w) {
    Constant given = draft.constant(node.input(1));
    int taps = w[2] * w[3];
    ConstantData.Decoder decoder =
        _ -> {
          Tensor t = given.tensor();
          float[] values = new float[w[0] * w[1] * taps];
          for (int c = 0; c < w[0]; c++) {
            for (int o = 0; o < w[1]; o++) {
              for (int tap = 0; tap < taps; tap++) {
                values[(tap * w[1] + o) * w[0] + c] = t.floatAt(((long) c * w[1] + o) * taps + tap);
              }
            }
          }
          return MemorySegment.ofArray(values);
        };
    return draft.make(
        node.name() + "|weights",
        new Constant(
            TensorType.f32((long) taps * w[1], w[0], 1, 1),
            Constant.Role.PARAMETER,
            new ConstantData.Deferred(decoder)));
  }

  private static Placed bias(Draft draft, Node node, int taps, int outputs) {
    Constant given = draft.constant(node.input(2));
    ConstantData.Decoder decoder =
        _ -> {
          Tensor t = given.tensor();
          float[] values = new float[taps * outputs];
          for (int i = 0; i < values.length; i++) {
            values[i] = t.floatAt(i % outputs);
          }
          return MemorySegment.ofArray(values);
        };
    return draft.make(
        node.name() + "|bias",
        new Constant(
            TensorType.f32((long) taps * outputs),
            Constant.Role.PARAMETER,
            new ConstantData.Deferred(decoder)));
  }
}
