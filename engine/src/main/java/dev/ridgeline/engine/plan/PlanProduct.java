package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.engine.kernel.BatchedProductPlan;
import dev.ridgeline.engine.kernel.GemmPlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Products of matrices. */
final class PlanProduct {
  private PlanProduct() {}

  /** Plans a Gemm, or says why not. */
  static Optional<String> gemm(Draft draft, Node node, Contraction.Gemm op) {
    if (op.alpha() != 1 || (node.has(2) && op.beta() != 1)) {
      return Optional.of("its factors alpha and beta are not 1");
    }
    if (!draft.isF32(node.input(0))) {
      return Optional.of("it is not of type f32");
    }
    int[] y = draft.dims(node.output());
    int[] a = draft.dims(node.input(0));
    int k = op.transposeA() ? a[0] : a[1];
    Optional<String> bias = Optional.empty();
    if (node.has(2)) {
      String added = node.input(2);
      boolean there = draft.isConstant(added) || draft.isThere(Placed.rowMajor(added));
      if (!there || !isRow(draft.dims(added), y[1])) {
        return Optional.of("what is added is no row");
      }
      bias = Optional.of(added);
    }
    boolean constant = draft.isConstant(node.input(1));
    Placed left = draft.in(node.input(0), Order.ROW_MAJOR);
    Placed right = draft.in(node.input(1), Order.ROW_MAJOR);
    Following after = Following.of(draft, node, bias, Order.ROW_MAJOR, y[1]);
    draft.add(
        new GemmPlan(
            y[0],
            y[1],
            k,
            op.transposeA(),
            op.transposeB(),
            constant,
            left,
            right,
            after.epilogue(),
            Placed.rowMajor(after.output())),
        after.nodes(),
        "");
    return Optional.empty();
  }

  private static boolean isRow(int[] dims, int columns) {
    int elements = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    return elements == columns && (dims.length == 0 || dims[dims.length - 1] == columns);
  }

  /** Plans a MatMul, or says why not. */
  static Optional<String> matMul(Draft draft, Node node) {
    if (!draft.isF32(node.input(0))) {
      return Optional.of("it is not of type f32");
    }
    int[] a = draft.dims(node.input(0));
    int[] b = draft.dims(node.input(1));
    if (a.length < 2 || b.length < 2) {
      return Optional.of("one factor is a vector");
    }
    int n = b[b.length - 1];
    int k = a[a.length - 1];
    if (b.length > 2) {
      return batched(draft, node, a, b);
    }
    int m = draft.elements(node.input(0)) / k;
    Placed left = draft.in(node.input(0), Order.ROW_MAJOR);
    Placed right = draft.in(node.input(1), Order.ROW_MAJOR);
    Following after = Following.of(draft, node, Optional.empty(), Order.ROW_MAJOR, n);
    draft.add(
        new GemmPlan(
            m,
            n,
            k,
            false,
            false,
            draft.isConstant(node.input(1)),
            left,
            right,
            after.epilogue(),
            Placed.rowMajor(after.output())),
        after.nodes(),
        "");
    return Optional.empty();
  }

  private static Optional<String> batched(Draft draft, Node node, int[] a, int[] b) {
    int outer = a.length - 2;
    if (a.length != b.length || !Arrays.equals(Arrays.copyOf(a, outer), Arrays.copyOf(b, outer))) {
      return Optional.of("the batches of its factors differ");
    }
    int batch = 1;
    for (int i = 0; i < outer; i++) {
      batch *= a[i];
    }
    draft.add(
        new BatchedProductPlan(
            batch,
            a[outer],
            b[outer + 1],
            a[outer + 1],
            draft.in(node.input(0), Order.ROW_MAJOR),
            draft.in(node.input(1), Order.ROW_MAJOR),
            Placed.rowMajor(node.output())),
        List.of(node),
        "");
    return Optional.empty();
  }
}
