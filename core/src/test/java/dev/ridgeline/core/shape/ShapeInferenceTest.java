package dev.ridgeline.core.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ShapeInferenceTest {
  private static String weight(GraphBuilder b, String name, long... sizes) {
    return b.constant(
        name,
        new Constant(TensorType.f32(sizes), Constant.Role.PARAMETER, new ConstantData.Filled(0)));
  }

  private static Graph small() {
    GraphBuilder b = new GraphBuilder("small");
    String x =
        b.input(
            "x",
            new TensorType(
                DType.F32, Shape.of(Dim.symbol("N"), Dim.of(3), Dim.of(224), Dim.of(224))));
    String y =
        b.add(
            "conv",
            new Contraction.Conv(Window.square(2, 7, 2, 3), 1, Layout.NCHW),
            x,
            weight(b, "w", 64, 3, 7, 7));
    y = b.add("pool", new Pool.MaxPool(Window.square(2, 3, 2, 0), true, false, Layout.NCHW), y);
    String shape = b.add("shape", new Movement.ShapeOf(0, 1), y);
    shape = b.add("target", new Movement.Concat(0), shape, b.vector("rest", -1));
    y = b.add("flat", new Movement.Reshape(false), y, shape);
    b.output(y);
    return b.build();
  }

  @Test
  void followsShapeArithmeticThroughSymbols() {
    Graph g = small();
    assertThat(g.type("conv").shape()).hasToString("[Nx64x112x112]");
    assertThat(g.type("pool").shape()).hasToString("[Nx64x56x56]");
    assertThat(g.type("flat").shape()).hasToString("[Nx200704]");
  }

  @Test
  void specialisingBindsSymbols() {
    Graph g = Specialise.symbols(small(), Map.of("N", 8L));
    assertThat(g.type("flat").shape()).isEqualTo(Shape.of(8, 200704));
    assertThatThrownBy(() -> Specialise.symbols(small(), Map.of("M", 8L)))
        .isInstanceOf(UserError.class)
        .hasMessage("model 'small' has no symbolic dimension 'M'; it has [N]");
    assertThatThrownBy(() -> Specialise.inputs(small(), Map.of("x", Shape.of(1, 4, 224, 224))))
        .isInstanceOf(UserError.class)
        .hasMessage("input 'x' of model 'small' has shape [Nx3x224x224] but got [1x4x224x224]");
  }

  @Test
  void refusesFiltersThatDoNotFit() {
    GraphBuilder b = new GraphBuilder("wrong");
    String x = b.input("x", TensorType.f32(1, 4, 8, 8));
    String w = weight(b, "w", 8, 3, 3, 3);
    assertThatThrownBy(() ->
            b.add("conv1", new Contraction.Conv(Window.square(2, 3, 1, 1), 1, Layout.NCHW), x, w))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "node 'conv1' (Conv) with inputs f32[1x4x8x8], f32[8x3x3x3]: channels of input and filters times groups must agree but are 3 and 4;"
                + " mend the model or its input shapes");
  }
}
