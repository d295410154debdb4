package dev.ridgeline.app.op;

import static dev.ridgeline.app.op.OperatorOption.ACTIVATION;
import static dev.ridgeline.app.op.OperatorOption.BIAS;
import static dev.ridgeline.app.op.OperatorOption.DILATION;
import static dev.ridgeline.app.op.OperatorOption.GROUPS;
import static dev.ridgeline.app.op.OperatorOption.PAD;
import static dev.ridgeline.app.op.OperatorOption.STRIDE;
import static dev.ridgeline.app.op.OperatorOption.TRANSPOSE_A;
import static dev.ridgeline.app.op.OperatorOption.TRANSPOSE_B;

import dev.ridgeline.compiler.operator.Activation;
import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.compiler.operator.Conv1d;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.operator.DepthwiseConv2d;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.operator.LayerNorm;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.operator.Pool2d;
import dev.ridgeline.compiler.operator.SeparableConv2d;
import dev.ridgeline.compiler.operator.Softmax;
import dev.ridgeline.core.NearNames;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * An operator as it is asked for on the command line.
 *
 * @param label its name
 * @param form its shape in letters, such as {@code MxNxK}
 * @param example a shape that it takes
 * @param options what it takes beside the shape
 * @param factory makes it from the numbers of the shape in order
 */
record OperatorKind(
    String label,
    String form,
    String example,
    Set<OperatorOption> options,
    BiFunction<int[], OperatorSettings, Operator> factory) {

  /** Every operator, in the order in which messages list them. */
  static List<OperatorKind> all() {
    List<OperatorKind> kinds = new ArrayList<>();
    kinds.add(
        new OperatorKind(
            "gemm",
            "MxNxK",
            "1024x1024x1024",
            Set.of(TRANSPOSE_A, TRANSPOSE_B, BIAS, ACTIVATION),
            OperatorKind::gemm));
    kinds.add(
        new OperatorKind("conv1d", "MxN", "4096x128", Set.of(), (d, _) -> new Conv1d(d[0], d[1])));
    kinds.add(
        new OperatorKind(
            "conv2d",
            "NxCxHxW,OxCxRxS",
            "1x64x56x56,64x64x3x3",
            Set.of(STRIDE, PAD, DILATION, GROUPS),
            OperatorKind::conv2d));
    kinds.add(
        new OperatorKind(
            "depthwise",
            "BxCxHxWxK",
            "10x5x256x256x3",
            Set.of(STRIDE),
            (d, s) -> depthwise(d, s.number(STRIDE, 1, 1))));
    kinds.add(
        new OperatorKind(
            "separable",
            "BxCxHxWxK,O",
            "1x32x112x112x3,64",
            Set.of(STRIDE),
            (d, s) -> new SeparableConv2d(depthwise(d, s.number(STRIDE, 1, 1)), d[5])));
    kinds.add(pool("maxpool", false));
    kinds.add(pool("meanpool", true));
    kinds.add(
        new OperatorKind(
            "softmax", "ROWSxCOLUMNS", "128x1000", Set.of(), (d, _) -> new Softmax(d[0], d[1])));
    kinds.add(
        new OperatorKind(
            "layernorm", "ROWSxCOLUMNS", "128x768", Set.of(), (d, _) -> new LayerNorm(d[0], d[1])));
    for (ActivationKind kind : ActivationKind.values()) {
      kinds.add(
          new OperatorKind(
              "add-" + kind.name().toLowerCase(Locale.ROOT),
              "N",
              "1000000",
              Set.of(),
              (d, _) -> new Activation(d[0], kind)));
    }
    return kinds;
  }

  private static Operator gemm(int[] d, OperatorSettings s) {
    return new Gemm(
        d[0], d[1], d[2], s.is(TRANSPOSE_A), s.is(TRANSPOSE_B), s.is(BIAS), s.activation());
  }

  private static Operator conv2d(int[] d, OperatorSettings s) {
    Conv2d conv =
        new Conv2d(
            d[0],
            d[1],
            d[2],
            d[3],
            d[4],
            d[6],
            d[7],
            s.number(STRIDE, 1, 1),
            s.number(PAD, 0, 0),
            s.number(DILATION, 1, 1),
            s.number(GROUPS, 1, 1));
    if (d[5] != d[1] / conv.groups()) {
      throw new UserError(
          "conv2d of %d channels in %d %s has weights of %d channels but got %d; give --shape %s"
              .formatted(
                  d[1],
                  conv.groups(),
                  conv.groups() == 1 ? "group" : "groups",
                  d[1] / conv.groups(),
                  d[5],
                  conv.shape()));
    }
    return conv;
  }

  private static DepthwiseConv2d depthwise(int[] d, int stride) {
    return new DepthwiseConv2d(d[0], d[1], d[2], d[3], d[4], stride);
  }

  /** Windows lie side by side where no stride is given. */
  private static OperatorKind pool(String label, boolean mean) {
    return new OperatorKind(
        label,
        "NxCxHxWxK",
        "1x64x112x112x2",
        Set.of(STRIDE),
        (d, s) -> new Pool2d(d[0], d[1], d[2], d[3], d[4], s.number(STRIDE, d[4], 1), mean));
  }

  /** The operator of that name. */
  static OperatorKind named(String name) {
    List<OperatorKind> all = all();
    return all.stream()
        .filter(k -> k.label().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> unknown(name, all.stream().map(OperatorKind::label).toList()));
  }

  private static UserError unknown(String name, List<String> names) {
    List<String> near = NearNames.of(name, names);
    return new UserError(
        "there is no operator '%s'; %s"
            .formatted(
                name,
                near.isEmpty()
                    ? "the operators are " + String.join(", ", names)
                    : "did you mean " + String.join(" or ", near) + "?"));
  }

  /** The operator at a shape that was typed. */
  Operator at(String shape, OperatorSettings settings) {
    settings.requireOnly(this);
    Operator operator = factory.apply(sizes(shape), settings);
    try {
      operator.computation();
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "%s of shape '%s' is too large: %s; give a smaller shape"
              .formatted(label, shape, e.getMessage()),
          e);
    }
    return operator;
  }

  private int[] sizes(String shape) {
    String[] wanted = form.split(",", -1);
    String[] parts = shape.strip().toLowerCase(Locale.ROOT).split(",", -1);
    if (parts.length != wanted.length) {
      throw wrongShape(shape);
    }
    List<Integer> sizes = new ArrayList<>();
    for (int p = 0; p < parts.length; p++) {
      String[] words = parts[p].strip().split("x", -1);
      if (words.length != wanted[p].split("x", -1).length) {
        throw wrongShape(shape);
      }
      for (String word : words) {
        if (!word.matches("\\d{1,9}") || Integer.parseInt(word) < 1) {
          throw wrongShape(shape);
        }
        sizes.add(Integer.parseInt(word));
      }
    }
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }

  private UserError wrongShape(String shape) {
    return new UserError(
        "--shape of %s is '%s'; give %s, whole numbers from 1 to 999999999, such as --shape %s"
            .formatted(label, shape, form, example));
  }
}
