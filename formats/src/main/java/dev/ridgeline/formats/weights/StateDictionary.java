package dev.ridgeline.formats.weights;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.formats.file.ModelBytes;
import dev.ridgeline.formats.file.Quote;
import dev.ridgeline.formats.pytorch.PytorchReader;
import dev.ridgeline.formats.safetensors.SafetensorsReader;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Trained tensors by name, in the order of their file. Elements stay in the file until they are
 * read.
 *
 * @param source the file's name, for messages
 * @param tensors the tensors; their role is {@link Constant.Role#PARAMETER}
 */
public record StateDictionary(String source, Map<String, Constant> tensors) {
  public StateDictionary {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Reads a PyTorch state dictionary (.pt, .pth) or a safetensors file; what it is shows in its
   * first bytes.
   *
   * @throws UserError of one line when the file is neither, is damaged, or wants anything but
   *     tensors to be made
   */
  public static StateDictionary read(Path file) {
    return read(ByteSource.of(file));
  }

  static StateDictionary read(ByteSource source) {
    return isSafetensors(source) ? SafetensorsReader.read(source) : PytorchReader.read(source);
  }

  /** A safetensors file begins with the length of its header and the header's brace. */
  private static boolean isSafetensors(ByteSource source) {
    return source.name().endsWith(".safetensors")
        || (source.size() > Long.BYTES
            && source.bytes().get(ValueLayout.JAVA_BYTE, Long.BYTES) == '{'
            && source.bytes().get(ValueLayout.JAVA_BYTE, 0) != 'P');
  }

  /** A mistake in a file of weights, as one line that begins with its name. */
  public static UserError refusal(ByteSource source, String what) {
    return new UserError(Quote.line(source.name() + " " + what, ModelBytes.MAX_MESSAGE));
  }
}
