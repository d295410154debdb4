package dev.ridgeline.app.deploy;

import dev.ridgeline.core.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Inputs for the emulator, one after the other.
 *
 * @param bytes shared
 * @param count how many
 * @param source where they are from, as reports name it
 */
record DeployInputs(byte[] bytes, int count, String source) {
  private static final int SEED = 1;
  private static final int RANDOM_COUNT = 8;
  private static final int MOST_FILES = 100_000;

  /** Random inputs, the same every time. */
  static DeployInputs random(int inputBytes) {
    byte[] bytes = new byte[RANDOM_COUNT * inputBytes];
    new Random(SEED).nextBytes(bytes);
    return new DeployInputs(bytes, RANDOM_COUNT, "random, seed " + SEED);
  }

  /**
   * The {@code .bin} files of a folder by name, each one input.
   *
   * @throws UserError if there are none, or one has not {@code inputBytes}
   */
  static DeployInputs read(Path folder, int inputBytes) {
    List<Path> files = new ArrayList<>();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.bin")) {
      found.forEach(files::add);
      files.sort(null);
      if (files.isEmpty() || files.size() > MOST_FILES) {
        throw new UserError(
            "'%s' has %d .bin files; give a folder with 1 to %d inputs of %d bytes"
                .formatted(folder, files.size(), MOST_FILES, inputBytes));
      }
      for (Path file : files) {
        long size = Files.size(file);
        if (size != inputBytes) {
          throw new UserError(
              "'%s' has %d bytes but the model takes %d; give inputs of this model"
                  .formatted(file, size, inputBytes));
        }
        all.write(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UserError(
          "cannot read inputs from '%s'; give a folder of .bin files".formatted(folder), e);
    }
    return new DeployInputs(all.toByteArray(), files.size(), folder.toString());
  }
}
