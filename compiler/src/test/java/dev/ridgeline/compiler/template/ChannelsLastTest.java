package dev.ridgeline.compiler.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.interpret.InterpreterTarget;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.operator.ChannelsLastDepthwise;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.operator.ConvEpilogue;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Convolutions with channels last, against sums in f64 over the layouts as they are stated. */
final class ChannelsLastTest {
  private static final int PROGRAMS = 7;

  /** Of what comes after a sum, activations included. */
  private static final int MORE_ROUNDINGS = 16;

  @Test
  @Tag("slow")
  void everyRungIsRightAtOddShapesAndTheTargetsAgreeToTheBit() {
    for (Conv2d conv : shapes()) {
      Operator op = conv.groups() == 1 ? BlockedConv2d.of(conv) : ChannelsLastDepthwise.of(conv);
      for (Rung rung : Templates.ladder(op, TargetTraits.of("c", 32, 2))) {
        check(op, conv, rung, 2, List.of(new CTarget(), new InterpreterTarget()));
      }
      Rung rung = Templates.ladder(op, TargetTraits.of("jvm", 32, 1)).getLast();
      List<Target> all = List.of(new JvmTarget(), new CTarget(), new InterpreterTarget());
      check(op, conv, rung, 1, all);
    }
  }

  @Test
  void sumsAreFinishedInTheSameLoopsAndPaddedInputsTakenAsTheyAre() {
    List<Conv2d> shapes =
        List.of(
            new Conv2d(2, 24, 9, 11, 24, 1, 1, 1, 0, 1, 1),
            new Conv2d(1, 450, 10, 13, 20, 1, 1, 1, 0, 1, 1),
            new Conv2d(2, 130, 6, 5, 17, 3, 3, 1, 1, 1, 1),
            new Conv2d(1, 24, 5, 101, 16, 3, 5, 1, 2, 1, 1),
            new Conv2d(1, 16, 12, 13, 16, 3, 3, 1, 2, 2, 1),
            new Conv2d(2, 19, 9, 14, 19, 3, 3, 2, 1, 1, 19),
            new Conv2d(1, 40, 7, 7, 64, 1, 1, 1, 0, 1, 1),
            new Conv2d(1, 140, 7, 7, 32, 3, 3, 1, 1, 1, 1),
            new Conv2d(1, 24, 7, 9, 16, 3, 3, 1, 1, 1, 4),
            new Conv2d(2, 12, 5, 6, 20, 3, 3, 2, 1, 1, 4),
            new Conv2d(1, 64, 6, 7, 64, 3, 3, 1, 2, 2, 2),
            new Conv2d(1, 6, 5, 5, 12, 1, 1, 1, 0, 1, 3));
    ActivationKind[] kinds = ActivationKind.values();
    int number = 0;
    for (Conv2d conv : shapes) {
      for (int way = 0; way < 3; way++) {
        ConvEpilogue end = new ConvEpilogue(way != 1, way != 0, kinds[number++ % kinds.length]);
        Operator op =
            switch (conv.groups()) {
              case 1 -> new BlockedConv2d(conv, way == 2 ? 24 : 16, way == 1, end);
              case 19 -> new ChannelsLastDepthwise(conv, way == 1, end);
              default -> new BlockedConv2d(conv, BlockedConv2d.of(conv).block(), way == 1, end);
            };
        Rung onJvm = new Rung("jvm", "", Templates.best(op, TargetTraits.of("jvm", 32, 1)));
        List<Target> all = List.of(new JvmTarget(), new CTarget(), new InterpreterTarget());
        check(op, conv, onJvm, 1, all);
        Rung inC = new Rung("c", "", Templates.best(op, TargetTraits.of("c", 32, 2)));
        check(op, conv, inC, 2, List.of(new CTarget(), new InterpreterTarget()));
      }
    }
  }

  private static List<Conv2d> shapes() {
    SplittableRandom random = new SplittableRandom(7);
    List<Conv2d> shapes = new ArrayList<>();
    shapes.add(new Conv2d(2, 24, 9, 11, 24, 1, 1, 1, 0, 1, 1));
    shapes.add(new Conv2d(1, 130, 6, 5, 17, 3, 3, 1, 1, 1, 1));
    shapes.add(new Conv2d(1, 3, 15, 15, 40, 7, 7, 2, 3, 1, 1));
    shapes.add(new Conv2d(1, 16, 12, 13, 16, 3, 3, 1, 2, 2, 1));
    shapes.add(new Conv2d(1, 19, 9, 14, 19, 3, 3, 2, 1, 1, 19));
    while (shapes.size() < PROGRAMS) {
      int kernel = random.nextInt(1, 5);
      int size = random.nextInt(5, 14);
      boolean depthwise = random.nextInt(3) == 0;
      int channels = random.nextInt(1, 41);
      shapes.add(
          new Conv2d(
              random.nextInt(1, 3),
              channels,
              size,
              random.nextInt(5, 14),
              depthwise ? channels : random.nextInt(1, 41),
              kernel,
              kernel,
              random.nextInt(1, 3),
              random.nextInt(0, kernel),
              1,
              depthwise ? channels : 1));
    }
    return shapes;
  }

  private static void check(
      Operator op, Conv2d conv, Rung rung, int threads, List<Target> targets) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    op.computation()
        .inputs()
        .forEach(b -> {
          long[] sizes = b.shape().stream().mapToLong(Integer::longValue).toArray();
          inputs.put(b.name(), Tensor.random(TensorType.f32(sizes), 1 + inputs.size()));
        });
    Program flat = Lowering.lower(rung.schedule().program());
    List<float[]> results = new ArrayList<>();
    for (Target target : targets) {
      try (Kernel kernel = Kernel.compile(flat, target, threads)) {
        kernel.copyIn(inputs);
        kernel.run();
        Tensor output = kernel.outputs().getFirst();
        float[] values = new float[op.computation().outputs().getFirst().span()];
        for (int i = 0; i < values.length; i++) {
          values[i] = output.floatAt(i);
        }
        results.add(values);
      }
    }
    String what = op.computation().name() + " " + conv + " " + rung.name();
    Tensor x = Objects.requireNonNull(inputs.get("X"));
    Tensor w = Objects.requireNonNull(inputs.get("W"));
    double u = 0x1p-24;
    for (int i = 0; i < results.getFirst().length; i++) {
      float first = results.getFirst()[i];
      for (float[] other : results) {
        assertThat(Float.floatToRawIntBits(other[i]))
            .as(what)
            .isEqualTo(Float.floatToRawIntBits(first));
      }
      double[] sum = reference(op, conv, x, w, i);
      ConvEpilogue end = end(op);
      for (String added : List.of("bias", "residual")) {
        Tensor t = inputs.get(added);
        double term = t == null ? 0 : t.floatAt(added.equals("bias") ? i % conv.outChannels() : i);
        sum[0] += term;
        sum[1] += Math.abs(term);
      }
      boolean plain = end.activation() == ActivationKind.NONE;
      double bound = plain ? sum[2] * sum[1] : (sum[2] + MORE_ROUNDINGS) * (1 + 2 * sum[1]);
      assertThat(Math.abs(first - GemmVariantsTest.applied(end.activation(), sum[0])))
          .as(what)
          .isLessThanOrEqualTo((bound + sum[1]) * u);
    }
  }

  private static ConvEpilogue end(Operator op) {
    return op instanceof BlockedConv2d b ? b.epilogue() : ((ChannelsLastDepthwise) op).epilogue();
  }

  private static boolean padded(Operator op) {
    return op instanceof BlockedConv2d b ? b.padded() : ((ChannelsLastDepthwise) op).padded();
  }

  /** The sum, the sum of the sizes of its terms, and their number. */
  private static double[] reference(Operator op, Conv2d conv, Tensor x, Tensor w, int at) {
    int outputs = conv.outChannels();
    int o = at % outputs;
    int ox = at / outputs % conv.outWidth();
    int oy = at / outputs / conv.outWidth() % conv.outHeight();
    int n = at / outputs / conv.outWidth() / conv.outHeight();
    int channels = conv.channels() / conv.groups();
    int first = o / (outputs / conv.groups()) * channels;
    double[] sum = {0, 0, 2};
    int margin = padded(op) ? conv.pad() : 0;
    int high = conv.height() + 2 * margin;
    int wide = conv.width() + 2 * margin;
    for (int r = 0; r < conv.kernelHeight(); r++) {
      for (int s = 0; s < conv.kernelWidth(); s++) {
        int y = oy * conv.stride() + r * conv.dilation() - conv.pad() + margin;
        int z = ox * conv.stride() + s * conv.dilation() - conv.pad() + margin;
        if (y < 0 || z < 0 || y >= high || z >= wide) {
          continue;
        }
        for (int c = first; c < first + channels; c++) {
          int tap = r * conv.kernelWidth() + s;
          int weight = tap * conv.channels() + c;
          if (op instanceof BlockedConv2d b) {
            int taps = conv.kernelHeight() * conv.kernelWidth();
            int row = (o / b.block() * taps + tap) * channels + c - first;
            weight = row * b.block() + o % b.block();
          }
          int value = ((n * high + y) * wide + z) * conv.channels() + c;
          double term = (double) x.floatAt(value) * w.floatAt(weight);
          sum[0] += term;
          sum[1] += Math.abs(term);
          sum[2]++;
        }
      }
    }
    return sum;
  }

  @Test
  void convolutionsOfTheWrongGroupsAreRefused() {
    assertThatThrownBy(() -> ChannelsLastDepthwise.of(new Conv2d(1, 4, 5, 5, 8, 3, 3, 1, 1, 1, 4)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "depthwise with channels last needs one group and one output a channel but got 4 groups and 8 outputs for 4 channels; use the NCHW form");
    Conv2d groups = new Conv2d(1, 4, 5, 5, 8, 3, 3, 1, 1, 1, 4);
    assertThatThrownBy(() -> new BlockedConv2d(groups, 4, false, ConvEpilogue.NONE))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "blocks of 4 do not divide the 2 outputs of a group of conv2d; give a divisor of 2");
  }
}
