package dev.ridgeline.compiler.target;

import dev.ridgeline.compiler.ir.Program;
import java.util.Map;

/** A target whose compiled code can be kept as bytes, so that a later process need not compile. */
public interface StorableTarget extends Target {

  /**
   * What the code depends on besides the program, the machine's CPU model and {@link
   * #vectorBytes()}: versions of compilers and their options.
   */
  String fingerprint();

  /**
   * Compiles the functions of a program of level FLAT to an image that {@link #load} takes.
   *
   * @throws dev.ridgeline.core.UserError as {@link #compile}
   */
  byte[] image(Program flat);

  /**
   * The code of every function of an image, by name.
   *
   * @param flat the program that the image was made from; bodies of functions may be missing
   * @throws RuntimeException if the image does not load
   */
  Map<String, FunctionCode> load(Program flat, byte[] image);

  @Override
  default Map<String, FunctionCode> compile(Program flat) {
    return load(flat, image(flat));
  }
}
