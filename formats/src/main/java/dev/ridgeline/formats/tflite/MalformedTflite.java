package dev.ridgeline.formats.tflite;

/** The bytes are no sound model; the reader adds which file it was. */
final class MalformedTflite extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedTflite(String reason) {
    super(reason);
  }
}
