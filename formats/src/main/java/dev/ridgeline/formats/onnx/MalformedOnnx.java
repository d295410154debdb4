package dev.ridgeline.formats.onnx;

/** The bytes are not an ONNX model. The reader adds the file's name and makes it a user error. */
final class MalformedOnnx extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedOnnx(String message) {
    super(message, null, false, false);
  }
}
