package dev.ridgeline.core.cost;

import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Multiply-accumulates of contractions from their shapes, all known. Padding counts: the arithmetic
 * is that of the dense loop.
 */
final class ContractionMacs {
  private ContractionMacs() {}

  /** Output elements times the elements of one filter: (I / groups) * kernel. */
  static long conv(Shape filters, Shape output, Layout layout) {
    long perOutput = 1;
    for (int i = 1; i < filters.rank(); i++) {
      perOutput = Math.multiplyExact(perOutput, filters.dim(i).size());
    }
    if (layout == Layout.NCHW && filters.rank() != output.rank()) {
      throw new IllegalArgumentException(filters + " are no filters for " + output);
    }
    return Math.multiplyExact(output.elements(), perOutput);
  }

  /** Input elements times the elements that each is spread over: (O / groups) * kernel. */
  static long convTranspose(Shape input, Shape filters) {
    return Math.multiplyExact(
        input.elements(), filters.elements() / Math.max(1, filters.dim(0).size()));
  }

  /** Output elements times the inner size. */
  static long matMul(Shape a, Shape output) {
    return Math.multiplyExact(output.elements(), a.dim(-1).size());
  }

  /** Output elements times the inner size. */
  static long gemm(Contraction.Gemm gemm, Shape a, Shape output) {
    return Math.multiplyExact(output.elements(), a.dim(gemm.transposeA() ? 0 : 1).size());
  }

  /**
   * The size of the whole index space, once for each product of two terms; 0 for a single term,
   * which only sums.
   */
  static long einsum(Contraction.Einsum einsum, List<Shape> inputs) {
    String equation = einsum.equation().replace(" ", "").replace("...", "*");
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    long space = 1;
    Set<Character> seen = new HashSet<>();
    for (int t = 0; t < terms.length; t++) {
      Shape shape = inputs.get(t);
      int free = shape.rank() - terms[t].replace("*", "").length();
      int axis = 0;
      for (int i = 0; i < terms[t].length(); i++) {
        char c = terms[t].charAt(i);
        int span = c == '*' ? free : 1;
        if (seen.add(c)) {
          for (Dim dim : shape.dims().subList(axis, axis + span)) {
            space = Math.multiplyExact(space, dim.size());
          }
        }
        axis += span;
      }
    }
    return Math.multiplyExact(space, (long) terms.length - 1);
  }

  /** Steps times batch times directions times gates times hidden times (input + hidden). */
  static long recurrent(Contraction.Recurrent op, Shape x) {
    long steps = Math.multiplyExact(x.dim(0).size(), x.dim(1).size());
    long cell =
        Math.multiplyExact(
            (long) op.cell().gates() * op.hiddenSize(), x.dim(2).size() + op.hiddenSize());
    return Math.multiplyExact(steps * op.direction().count(), cell);
  }

  /** The part of {@link #recurrent} that multiplies the hidden state. */
  static long recurrentState(Contraction.Recurrent op, Shape x) {
    long steps = Math.multiplyExact(x.dim(0).size(), x.dim(1).size());
    long cell = Math.multiplyExact((long) op.cell().gates() * op.hiddenSize(), op.hiddenSize());
    return Math.multiplyExact(steps * op.direction().count(), cell);
  }
}
