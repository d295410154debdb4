package dev.ridgeline.formats.onnx;

/** A node has a form that no operator of the graph expresses; it is kept opaque for this reason. */
final class NotFollowed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFollowed(String reason) {
    super(reason, null, false, false);
  }
}
