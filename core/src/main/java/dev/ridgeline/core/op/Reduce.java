package dev.ridgeline.core.op;

/** Operators that combine values along axes. */
public sealed interface Reduce extends Op {

  /** How values are combined. */
  enum Kind {
    SUM("ReduceSum"),
    MEAN("ReduceMean"),
    MAX("ReduceMax"),
    MIN("ReduceMin"),
    PROD("ReduceProd"),
    L1("ReduceL1"),
    L2("ReduceL2"),
    LOG_SUM("ReduceLogSum"),
    LOG_SUM_EXP("ReduceLogSumExp"),
    SUM_SQUARE("ReduceSumSquare");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  /**
   * Inputs x, optional axes (i64 vector, negative from the end). Without axes all are reduced, or
   * none when {@code noopWithEmptyAxes}.
   */
  record Fold(Kind kind, boolean keepDims, boolean noopWithEmptyAxes) implements Reduce {
    @Override
    public String label() {
      return kind.label;
    }
  }

  /**
   * Index of the largest or smallest value along an axis; output i64. Of equal values the first, or
   * the last when {@code selectLast}.
   */
  record ArgExtreme(boolean largest, int axis, boolean keepDims, boolean selectLast)
      implements Reduce {
    @Override
    public String label() {
      return largest ? "ArgMax" : "ArgMin";
    }
  }

  /** Inputs x, axis (scalar): running sum. */
  record CumSum(boolean exclusive, boolean reverse) implements Reduce {
    @Override
    public String label() {
      return "CumSum";
    }
  }

  /** Inputs x, k (vector of one); outputs values and indices (i64). */
  record TopK(int axis, boolean largest, boolean sorted) implements Reduce {
    @Override
    public String label() {
      return "TopK";
    }
  }
}
