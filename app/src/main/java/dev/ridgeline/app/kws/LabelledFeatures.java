package dev.ridgeline.app.kws;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Feature files and their classes.
 *
 * @param files in the order of labels.csv
 */
record LabelledFeatures(List<Entry> files) {
  private static final long MAX_BYTES = 1 << 20;

  /** A file of signed bytes and the index of its class. */
  record Entry(Path file, int label) {
    /**
     * The bytes of the file.
     *
     * @throws UserError unless there are {@code count}
     */
    byte[] read(long count) {
      try {
        long bytes = Files.size(file);
        if (bytes != count) {
          throw new UserError(
              "feature file '%s' has %d bytes but the model takes %d; name features of this model"
                  .formatted(file, bytes, count));
        }
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw new UserError(
            "cannot read feature file '%s'; labels.csv names it, so put it there".formatted(file),
            e);
      }
    }
  }

  LabelledFeatures {
    files = List.copyOf(files);
  }

  /**
   * Reads {@code labels.csv} with columns file, label index, and any further ones.
   *
   * @throws UserError if it is missing, too large or names what is not a file name
   */
  static LabelledFeatures read(Path folder) {
    Path list = folder.resolve("labels.csv");
    List<String> lines;
    try {
      if (Files.size(list) > MAX_BYTES) {
        throw new UserError(
            "'%s' has more than %d bytes; give a list of feature files".formatted(list, MAX_BYTES));
      }
      lines = Files.readAllLines(list);
    } catch (IOException e) {
      throw new UserError(
          "cannot read '%s'; give a folder with labels.csv and feature files".formatted(list), e);
    }
    List<Entry> files = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", -1);
      boolean sound =
          cells.length >= 2 && cells[0].matches("[\\w.-]+") && cells[1].matches("\\d{1,4}");
      if (!sound) {
        throw new UserError(
            "line %d of '%s' is no file name and label index; write FILE,INDEX"
                .formatted(i + 1, list));
      }
      files.add(new Entry(folder.resolve(cells[0]), Integer.parseInt(cells[1])));
    }
    if (files.isEmpty()) {
      throw new UserError(
          "'%s' lists no files; write FILE,INDEX lines below a heading".formatted(list));
    }
    return new LabelledFeatures(files);
  }
}
