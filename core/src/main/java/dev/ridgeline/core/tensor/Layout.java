package dev.ridgeline.core.tensor;

/**
 * Where the channels of a spatial tensor stand. The number of spatial axes follows from the rank:
 * NCHW also names NCW and NCDHW.
 */
public enum Layout {
  /** Batch, channels, then spatial axes; filters are OIHW. */
  NCHW,
  /** Batch, spatial axes, then channels; filters are OHWI. */
  NHWC;

  /** The axis of the channels in a tensor of rank {@code rank}. */
  public int channelAxis(int rank) {
    return this == NCHW ? 1 : rank - 1;
  }

  /** The axis of the first spatial dimension. */
  public int firstSpatialAxis() {
    return this == NCHW ? 2 : 1;
  }
}
