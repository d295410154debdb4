package dev.ridgeline.engine.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterpreterTest {

  private static Graph graph(Op op, TensorType... inputs) {
    GraphBuilder builder = new GraphBuilder("g");
    String[] names = new String[inputs.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = builder.input("x" + i, inputs[i]);
    }
    builder.output(builder.add("y", op, names));
    return builder.build();
  }

  private static Tensor run(Op op, Tensor... inputs) {
    Graph graph = graph(op, List.of(inputs).stream().map(Tensor::type).toArray(TensorType[]::new));
    Map<String, Tensor> named = new java.util.LinkedHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      named.put("x" + i, inputs[i]);
    }
    try (Interpreter interpreter = Interpreter.of(graph, 1)) {
      return interpreter.run(named).values().iterator().next();
    }
  }

  @Test
  void inputsThatDoNotFitAreRefused() {
    Graph graph =
        graph(
            Binary.ADD,
            new TensorType(DType.F32, Shape.of(Dim.symbol("N"), Dim.of(3))),
            TensorType.f32(3));
    try (Interpreter interpreter = Interpreter.of(graph, 1)) {
      Tensor three = Tensor.of(new float[3], 3);
      assertThatThrownBy(() -> interpreter.run(Map.of("x1", three)))
          .isInstanceOf(UserError.class)
          .hasMessage("input 'x0' is missing; 'g' takes {x0=f32[Nx3], x1=f32[3]}");
      assertThatThrownBy(() ->
              interpreter.run(Map.of("x0", Tensor.of(new float[3], 1, 3), "x1", three, "z", three)))
          .hasMessage("'g' has no input 'z'; it takes {x0=f32[Nx3], x1=f32[3]}");
      assertThatThrownBy(() -> interpreter.run(Map.of("x0", three, "x1", three)))
          .hasMessage("input 'x0' takes f32[Nx3] but got f32[3]");
      Tensor longs = Tensor.of(new long[3], 1, 3);
      assertThatThrownBy(() -> interpreter.run(Map.of("x0", longs, "x1", three)))
          .hasMessage("input 'x0' takes f32[Nx3] but got i64[1x3]");
      assertThatThrownBy(interpreter::run).hasMessage("bind inputs before the run");
    }
  }

  @Test
  void whatIsNotKnownIsRefusedBeforeItRuns() {
    Opaque opaque = new Opaque("", "Foo", 1, new Nothing(), "the operator is not known");
    Graph graph = graph(opaque, TensorType.f32(1));
    assertThat(Unsupported.in(graph))
        .containsExactly(new Unsupported("y", "Foo", "the operator is not known"));
    assertThatThrownBy(() -> Interpreter.of(graph, 1))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the interpreter cannot run node 'y' (Foo): the operator is not known; try --engine onnxruntime");
    Graph strings = graph(Unary.Function.IDENTITY, new TensorType(DType.STRING, Shape.of(2L)));
    assertThatThrownBy(() -> Interpreter.of(strings, 1))
        .hasMessage(
            "the interpreter cannot run node 'x0' (input): values of type string are not computed with, and 1 more; try --engine onnxruntime");
  }

  private record Nothing() implements Opaque.Payload {
    @Override
    public String format() {
      return "none";
    }

    @Override
    public byte[] bytes() {
      return new byte[0];
    }
  }

  @Test
  void failuresNameTheNodeAndItsInputs() {
    Tensor data = Tensor.of(new float[] {1, 2, 3}, 3);
    assertThatThrownBy(() -> run(new Movement.Gather(0), data, Tensor.of(new long[] {3}, 1)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "node 'y' (Gather) with inputs f32[3], i64[1]: index 3 is outside an axis of size 3; mend the model or its inputs, or try --engine onnxruntime");
    assertThatThrownBy(
            () -> run(Binary.DIV, Tensor.of(new long[] {1}, 1), Tensor.of(new long[] {0}, 1)))
        .hasMessageContaining("division of an integer by zero");
    assertThatThrownBy(
            () -> run(new Movement.Reshape(false), data, Tensor.of(new long[] {0, 0}, 2)))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> run(Unary.Function.SIN, Tensor.of(new long[] {1}, 1)))
        .hasMessageContaining("Sin of type i64 is not defined");
  }

  /** One layout is the other with the channels moved. */
  @Test
  void layoutsAgree() {
    Tensor x = Tensor.random(TensorType.f32(2, 7, 5, 4), 1);
    Tensor w = Tensor.random(TensorType.f32(6, 3, 3, 2), 2);
    Window window = Window.of(3, 3, 2, 1, 1, 0);
    Tensor last = run(new Contraction.Conv(window, 2, Layout.NHWC), x, w);
    Tensor first =
        run(
            new Contraction.Conv(window, 2, Layout.NCHW),
            run(new Movement.Transpose(List.of(0, 3, 1, 2)), x),
            run(new Movement.Transpose(List.of(0, 3, 1, 2)), w));
    same(run(new Movement.Transpose(List.of(0, 2, 3, 1)), first), last);
    Tensor pooled = run(new Pool.AveragePool(window, true, false, Layout.NHWC), x);
    Tensor other =
        run(
            new Pool.AveragePool(window, true, false, Layout.NCHW),
            run(new Movement.Transpose(List.of(0, 3, 1, 2)), x));
    same(run(new Movement.Transpose(List.of(0, 2, 3, 1)), other), pooled);
  }

  private static void same(Tensor a, Tensor b) {
    assertThat(Difference.of(a, b, 0, 0)).isEmpty();
  }

  /** The definition, in the numbers of another library: BigDecimal. */
  @Test
  void sumsAreRoundedOnce() {
    Tensor a = Tensor.random(TensorType.f32(3, 301), 3);
    Tensor b = Tensor.random(TensorType.f32(301, 5), 4);
    Tensor product = run(new Contraction.MatMul(), a, b);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 5; j++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < 301; k++) {
          sum =
              sum.add(
                  new BigDecimal(a.floatAt(i * 301L + k))
                      .multiply(new BigDecimal(b.floatAt(k * 5L + j)), MathContext.UNLIMITED));
        }
        assertThat(product.floatAt(i * 5L + j)).isEqualTo(sum.floatValue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void threadsChangeNothing(int threads) {
    Graph graph =
        graph(
            new Contraction.Conv(Window.square(2, 3, 1, 1), 1, Layout.NCHW),
            TensorType.f32(2, 16, 33, 35),
            TensorType.f32(9, 16, 3, 3));
    Map<String, Tensor> inputs =
        Map.of(
            "x0", Tensor.random(TensorType.f32(2, 16, 33, 35), 1),
            "x1", Tensor.random(TensorType.f32(9, 16, 3, 3), 2));
    try (Interpreter one = Interpreter.of(graph, 1);
        Interpreter other = Interpreter.of(graph, threads)) {
      same(
          one.run(inputs).values().iterator().next(), other.run(inputs).values().iterator().next());
    }
  }

  @Test
  void errorFunctionIsGoodToFourteenDigits() {
    // Abramowitz and Stegun, table 7.1, and erf(3), erf(4) as published by NIST.
    assertThat(RealFunctions.erf(0.5)).isCloseTo(0.5204998778130465, within(1e-15));
    assertThat(RealFunctions.erf(-1)).isCloseTo(-0.8427007929497149, within(1e-15));
    assertThat(RealFunctions.erf(2)).isCloseTo(0.9953222650189527, within(1e-15));
    assertThat(RealFunctions.erf(3)).isCloseTo(0.9999779095030014, within(1e-15));
    assertThat(RealFunctions.erf(4)).isCloseTo(0.9999999845827421, within(1e-15));
    assertThat(RealFunctions.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
  }

  private static org.assertj.core.data.Offset<Double> within(double absolute) {
    return org.assertj.core.data.Offset.offset(absolute);
  }
}
