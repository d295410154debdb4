package dev.ridgeline.core.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dimensions of a tensor, outermost first; rank 0 is a scalar. A shape may be unranked (even
 * the number of dimensions is unknown) or hold symbolic dimensions.
 *
 * @param ranked whether the number of dimensions is known
 * @param dims the dimensions, outermost first; empty when unranked
 */
public record Shape(boolean ranked, List<Dim> dims) {
  private static final Shape UNRANKED = new Shape(false, List.of());
  private static final Shape SCALAR = new Shape(true, List.of());

  public Shape {
    dims = List.copyOf(dims);
    if (!ranked && !dims.isEmpty()) {
      throw new IllegalArgumentException("an unranked shape has no dimensions but got " + dims);
    }
    for (Dim dim : dims) {
      if (dim instanceof Dim.Known(long size) && size < 0) {
        throw new IllegalArgumentException("dimension " + size + " is negative in " + dims);
      }
    }
  }

  public static Shape unranked() {
    return UNRANKED;
  }

  public static Shape scalar() {
    return SCALAR;
  }

  public static Shape of(long... sizes) {
    return new Shape(true, Arrays.stream(sizes).<Dim>mapToObj(Dim::of).toList());
  }

  public static Shape of(Dim... dims) {
    return new Shape(true, List.of(dims));
  }

  public static Shape of(List<Dim> dims) {
    return new Shape(true, dims);
  }

  /** Number of dimensions; throws {@link IllegalStateException} when unranked. */
  public int rank() {
    if (!ranked) {
      throw new IllegalStateException("the shape is unranked");
    }
    return dims.size();
  }

  /** Dimension {@code axis}; negative axes count from the end. */
  public Dim dim(int axis) {
    return dims.get(axis < 0 ? axis + rank() : axis);
  }

  /** Whether every dimension has a size. */
  public boolean isKnown() {
    return ranked && dims.stream().allMatch(Dim::isKnown);
  }

  /**
   * Number of elements; throws {@link IllegalStateException} unless {@link #isKnown()}, {@link
   * ArithmeticException} past 2^63.
   */
  public long elements() {
    if (!ranked) {
      throw new IllegalStateException("the shape is unranked");
    }
    long product = 1;
    for (Dim dim : dims) {
      product = Math.multiplyExact(product, dim.size());
    }
    return product;
  }

  /** The sizes; throws {@link IllegalStateException} unless {@link #isKnown()}. */
  public long[] sizes() {
    if (!ranked) {
      throw new IllegalStateException("the shape is unranked");
    }
    return dims.stream().mapToLong(Dim::size).toArray();
  }

  /** This shape with dimension {@code axis} replaced; negative axes count from the end. */
  public Shape with(int axis, Dim dim) {
    List<Dim> copy = new ArrayList<>(dims);
    copy.set(axis < 0 ? axis + rank() : axis, dim);
    return of(copy);
  }

  @Override
  public String toString() {
    return ranked
        ? dims.stream().map(Dim::toString).collect(Collectors.joining("x", "[", "]"))
        : "[?]";
  }
}
