package dev.ridgeline.peers.onednn;

/** In which order a kernel wants its tensors. Whatever it wants is made outside the clock. */
public enum MemoryFormat {
  /** The library chooses all three, mostly blocked by the vector's width: its fastest way. */
  ANY,
  /**
   * Source and destination row-major, channels before space (NCHW); the library packs the weights
   * of a convolution. A multiplication of matrices takes all three as they are.
   */
  PLAIN,
  /** Source and destination with channels innermost (NHWC); the library packs weights. */
  CHANNELS_LAST
}
