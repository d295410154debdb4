package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.op.Opaque;

/** The options of a custom operator, as they stand in the file. */
record TflitePayload(byte[] options) implements Opaque.Payload {
  TflitePayload {
    options = options.clone();
  }

  @Override
  public String format() {
    return "tflite";
  }

  @Override
  public byte[] bytes() {
    return options.clone();
  }
}
