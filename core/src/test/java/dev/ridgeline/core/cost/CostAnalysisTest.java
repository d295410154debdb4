package dev.ridgeline.core.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CostAnalysisTest {
  private static String weight(GraphBuilder b, String name, long... sizes) {
    return b.constant(
        name,
        new Constant(TensorType.f32(sizes), Constant.Role.PARAMETER, new ConstantData.Filled(0)));
  }

  /**
   * conv 3x3 (2 -> 4, no bias), relu, residual add of the relu's input, grouped conv, flatten, gemm
   * with bias.
   */
  private static Graph residual() {
    GraphBuilder b = new GraphBuilder("residual");
    String x = b.input("x", TensorType.f32(1, 2, 6, 6));
    String y =
        b.add(
            "conv",
            new Contraction.Conv(Window.square(2, 3, 1, 1), 1, Layout.NCHW),
            x,
            weight(b, "w", 4, 2, 3, 3));
    String r = b.add("relu", Unary.Function.RELU, y);
    String s = b.add("add", Binary.ADD, y, r);
    String d =
        b.add(
            "dw",
            new Contraction.Conv(Window.square(2, 3, 2, 1), 4, Layout.NCHW),
            s,
            weight(b, "dw.w", 4, 1, 3, 3));
    String f = b.add("flat", new Movement.Flatten(1), d);
    b.output(
        b.add(
            "fc",
            new Contraction.Gemm(1, 1, false, true),
            f,
            weight(b, "fc.w", 5, 36),
            weight(b, "fc.b", 5)));
    return b.build();
  }

  @Test
  void countsByHand() {
    Ledger ledger = CostAnalysis.of(residual());
    long conv = 4 * 36 * 2 * 9;
    long dw = 4 * 9 * 9;
    long fc = 36 * 5;
    assertThat(ledger.parameters()).isEqualTo(72 + 36 + 180 + 5);
    assertThat(ledger.forward().work().macs()).isEqualTo(conv + dw + fc);
    assertThat(ledger.backward().work().macs()).isEqualTo(conv + 2 * dw + 2 * fc);
    assertThat(ledger.forwardBackwardMacs()).isEqualTo(2 * conv + 3 * dw + 3 * fc);
    assertThat(CostAnalysis.of(residual(), true).forwardBackwardMacs())
        .isEqualTo(3 * (conv + dw + fc));
    assertThat(ledger.forward().work().flops(WorkKind.CONVOLUTION)).isEqualTo(2 * (conv + dw));
    assertThat(ledger.forward().work().flops(WorkKind.MATMUL)).isEqualTo(2 * fc);
    assertThat(ledger.forward().work().flops(WorkKind.BIAS)).isEqualTo(5);
    assertThat(ledger.forward().work().flops(WorkKind.ACTIVATION)).isEqualTo(144);
    assertThat(ledger.forward().work().flops(WorkKind.ELEMENTWISE)).isEqualTo(144);
    // conv's output feeds relu and add: its two gradients are added.
    assertThat(ledger.backward().work().flops(WorkKind.ELEMENTWISE)).isEqualTo(144);
    assertThat(ledger.uncounted()).isEmpty();
  }

  @Test
  void countsBytesOfTheThreeModels() {
    Pass forward = CostAnalysis.of(residual()).forward();
    long conv = 4 * (72 + 72 + 144);
    long dw = 4 * (144 + 36 + 36);
    long fc = 4 * (36 + 180 + 5 + 5);
    assertThat(forward.traffic().fusedBytes()).isEqualTo(conv + dw + fc);
    assertThat(forward.traffic().eagerBytes())
        .isEqualTo(conv + dw + fc + 4 * (144 + 144) + 4 * (3 * 144));
    assertThat(forward.traffic().idealBytes()).isEqualTo(4 * (72 + 36 + 185 + 72 + 5));
    // conv's output, relu's output and their sum live together.
    assertThat(forward.peakActivationBytes()).isEqualTo(4 * 3 * 144);
  }

  @Test
  void countsARecurrentLayerBackward() {
    GraphBuilder b = new GraphBuilder("lstm");
    String x = b.input("x", TensorType.f32(5, 2, 3));
    Contraction.Recurrent op =
        new Contraction.Recurrent(
            Contraction.Cell.LSTM,
            7,
            Contraction.Direction.FORWARD,
            List.of(),
            0,
            false,
            false,
            false);
    b.output(b.add("lstm", op, x, weight(b, "w", 1, 28, 3), weight(b, "r", 1, 28, 7)));
    Ledger ledger = CostAnalysis.of(b.build());
    long input = 5 * 2 * 28 * 3;
    long state = 5 * 2 * 28 * 7;
    assertThat(ledger.forward().work().macs()).isEqualTo(input + state);
    // Of the input no gradient is needed: one product for w, two for the state and r.
    assertThat(ledger.backward().work().macs()).isEqualTo(input + 2 * state);
  }

  @Test
  void listsWhatItCannotCount() {
    GraphBuilder b = new GraphBuilder("opaque");
    String x = b.input("x", TensorType.f32(1, 2));
    Opaque.Payload payload =
        new Opaque.Payload() {
          @Override
          public String format() {
            return "test";
          }

          @Override
          public byte[] bytes() {
            return new byte[0];
          }
        };
    String y =
        b.add(
            "odd",
            new Opaque("my.domain", "Odd", 1, payload, "operator my.domain::Odd is not known"),
            x);
    b.output(b.add("relu", Unary.Function.RELU, y));
    Ledger ledger = CostAnalysis.of(b.build());
    assertThat(ledger.uncounted())
        .isEqualTo(
            List.of(
                new Uncounted("odd", "my.domain::Odd", "operator my.domain::Odd is not known"),
                new Uncounted(
                    "relu", "Relu", "the type of 'odd' is unknown[?]: not known before it runs")));
  }
}
