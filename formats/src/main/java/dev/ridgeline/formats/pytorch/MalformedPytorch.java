package dev.ridgeline.formats.pytorch;

/** A file that is no sound state dictionary; the message goes on after the file's name. */
final class MalformedPytorch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedPytorch(String message) {
    super(message);
  }
}
