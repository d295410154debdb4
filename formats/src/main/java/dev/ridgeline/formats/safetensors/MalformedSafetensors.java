package dev.ridgeline.formats.safetensors;

/** A file that is no sound safetensors file; the message goes on after the file's name. */
final class MalformedSafetensors extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedSafetensors(String message) {
    super(message);
  }
}
