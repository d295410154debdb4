package dev.ridgeline.compiler.expression;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.BufferReplacement;
import java.util.Map;

/** Puts another buffer in the place of one of a stage. */
final class Retarget {
  private Retarget() {}

  static Stage stage(Stage s, String name, Buffer replacement) {
    Buffer output = s.output().name().equals(name) ? replacement : s.output();
    return new Stage(
        output,
        s.spatial(),
        s.reduce(),
        s.combiner(),
        new BufferReplacement(Map.of(name, replacement)).expr(s.value()));
  }
}
