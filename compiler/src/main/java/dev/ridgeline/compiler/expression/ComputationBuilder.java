package dev.ridgeline.compiler.expression;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a computation stage by stage. A matrix product:
 *
 * <pre>{@code
 * var c = new ComputationBuilder("gemm");
 * Buffer a = c.input("A", F32, m, k);
 * Buffer b = c.input("B", F32, k, n);
 * var i = axis("i", m), j = axis("j", n), p = axis("p", k);
 * c.reduce("C", SUM, List.of(i, j), List.of(p), mul(at(a, i, p), at(b, p, j)));
 * return c.build("C");
 * }</pre>
 */
public final class ComputationBuilder {
  private final String name;
  private final List<Buffer> inputs = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();

  public ComputationBuilder(String name) {
    this.name = name;
  }

  /** Declares an input of the given extents. */
  public Buffer input(String tensor, DType dtype, int... shape) {
    Buffer buffer =
        Buffer.dense(
            unused(tensor),
            dtype,
            java.util.Arrays.stream(shape).boxed().toList(),
            Scope.PARAMETER);
    inputs.add(buffer);
    return buffer;
  }

  /** Adds a tensor whose elements each have a value of their own. */
  public Buffer compute(String tensor, DType dtype, List<IndexAxis> axes, Expr value) {
    return add(tensor, dtype, axes, List.of(), Combiner.NONE, value);
  }

  /** Adds an f32 tensor whose elements each have a value of their own. */
  public Buffer compute(String tensor, List<IndexAxis> axes, Expr value) {
    return compute(tensor, DType.F32, axes, value);
  }

  /** Adds a tensor whose elements combine the values over the reduce axes. */
  public Buffer reduce(
      String tensor,
      DType dtype,
      Combiner combiner,
      List<IndexAxis> axes,
      List<IndexAxis> over,
      Expr value) {
    return add(tensor, dtype, axes, over, combiner, value);
  }

  /** Adds an f32 tensor whose elements combine the values over the reduce axes. */
  public Buffer reduce(
      String tensor, Combiner combiner, List<IndexAxis> axes, List<IndexAxis> over, Expr value) {
    return add(tensor, DType.F32, axes, over, combiner, value);
  }

  private Buffer add(
      String tensor,
      DType dtype,
      List<IndexAxis> axes,
      List<IndexAxis> over,
      Combiner combiner,
      Expr value) {
    List<Integer> shape = axes.stream().map(IndexAxis::extent).toList();
    Buffer buffer = Buffer.dense(unused(tensor), dtype, shape, Scope.INTERNAL);
    if (!value.type().equals(dev.ridgeline.compiler.ir.ValueType.of(buffer.elementType()))) {
      throw new IllegalArgumentException(
          "stage '" + tensor + "' holds " + dtype.label() + " but its value is " + value.type());
    }
    stages.add(new Stage(buffer, axes, over, combiner, value));
    return buffer;
  }

  private String unused(String tensor) {
    boolean taken =
        inputs.stream().anyMatch(b -> b.name().equals(tensor))
            || stages.stream().anyMatch(s -> s.output().name().equals(tensor));
    if (taken) {
      throw new IllegalArgumentException("'" + tensor + "' is the name of another tensor");
    }
    return tensor;
  }

  /** The computation, giving the named tensors. */
  public Computation build(String... outputs) {
    List<Buffer> given = new ArrayList<>();
    List<Stage> placed = new ArrayList<>(stages);
    for (String output : outputs) {
      Buffer found =
          stages.stream()
              .map(Stage::output)
              .filter(b -> b.name().equals(output))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no stage '" + output + "'"));
      Buffer parameter = found.withScope(Scope.PARAMETER);
      given.add(parameter);
      placed.replaceAll(s -> Retarget.stage(s, found.name(), parameter));
    }
    return new Computation(name, inputs, placed, given);
  }

  /** An axis over {@code [0, extent)}. */
  public static IndexAxis axis(String name, int extent) {
    return IndexAxis.of(name, extent);
  }

  /** The element at the given axes. */
  public static Expr at(Buffer buffer, IndexAxis... axes) {
    return new Expr.Load(buffer, java.util.Arrays.stream(axes).map(a -> (Expr) a.var()).toList());
  }

  /** The element at the given indices. */
  public static Expr at(Buffer buffer, Expr... indices) {
    return new Expr.Load(buffer, List.of(indices));
  }
}
