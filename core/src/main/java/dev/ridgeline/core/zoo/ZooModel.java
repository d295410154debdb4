package dev.ridgeline.core.zoo;

import java.util.List;

/**
 * A model of the zoo, as listed.
 *
 * @param name what the user types
 * @param title one line that says what it is
 * @param family the architecture that it belongs to, for example {@code ResNet}
 * @param source where the definition was published
 * @param input what it reads, without the batch, for example {@code 3x224x224}
 * @param options what the user may choose
 */
public record ZooModel(
    String name,
    String title,
    String family,
    String source,
    String input,
    List<ZooOption> options) {
  public ZooModel {
    options = List.copyOf(options);
  }

  static ZooModel image(String name, String title, String family, String source, int size) {
    return new ZooModel(name, title, family, source, "3x%dx%d".formatted(size, size), List.of());
  }
}
