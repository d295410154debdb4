package dev.ridgeline.learning.data;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder in the layout of Speech Commands: a folder of WAV files for each word, their names
 * beginning with the speaker ({@code SPEAKER_nohash_TAKE.wav}), and {@code _background_noise_}.
 *
 * @param root the folder
 * @param words the recordings of each word, both sorted by name
 * @param noise recordings of background noise, sorted by name
 */
public record WordFolders(Path root, SortedMap<String, List<Recording>> words, List<Path> noise) {
  /** The folder of background noise. */
  public static final String NOISE_FOLDER = "_background_noise_";

  private static final int MOST_FILES = 2_000_000;

  /** Copies both. */
  public WordFolders {
    SortedMap<String, List<Recording>> copies = new TreeMap<>();
    words.forEach((word, recordings) -> copies.put(word, List.copyOf(recordings)));
    words = copies;
    noise = List.copyOf(noise);
  }

  /**
   * Lists a folder; no recording is opened.
   *
   * @throws UserError if it cannot be listed or holds no folder with WAV files
   */
  public static WordFolders list(Path root) {
    if (!Files.isDirectory(root)) {
      throw new UserError(
          "no folder '%s'; name one with a folder of WAV files for each word, or fetch it with './ridgeline data speech-commands --download'"
              .formatted(root));
    }
    SortedMap<String, List<Recording>> words = new TreeMap<>();
    for (Path folder : entries(root)) {
      String word = folder.getFileName() + "";
      if (Files.isDirectory(folder) && !word.startsWith("_") && !word.startsWith(".")) {
        words.put(
            word,
            entries(folder).stream()
                .filter(WordFolders::isWav)
                .map(file -> Recording.of(file, word))
                .toList());
      }
    }
    if (words.values().stream().allMatch(List::isEmpty)) {
      throw new UserError(
          "'%s' has no folder with WAV files; a folder for each word is needed, such as yes/0a7c2a8d_nohash_0.wav"
              .formatted(root));
    }
    Path noise = root.resolve(NOISE_FOLDER);
    return new WordFolders(
        root,
        words,
        Files.isDirectory(noise)
            ? entries(noise).stream().filter(WordFolders::isWav).toList()
            : List.of());
  }

  /** The same with the WAV files of another folder as a word of its own. */
  public WordFolders with(String word, Path folder) {
    if (!word.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}-]*")) {
      throw new UserError(
          "'%s' cannot name a word; give letters, digits and hyphens".formatted(word));
    }
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          "no folder '%s' for the word '%s'; name a folder of WAV files".formatted(folder, word));
    }
    SortedMap<String, List<Recording>> all = new TreeMap<>(words);
    List<Recording> both = new ArrayList<>(all.getOrDefault(word, List.of()));
    entries(folder).stream()
        .filter(WordFolders::isWav)
        .forEach(file -> both.add(Recording.of(file, word)));
    all.put(word, both);
    return new WordFolders(root, all, noise);
  }

  private static boolean isWav(Path file) {
    String name = file.getFileName() + "";
    return name.toLowerCase(Locale.ROOT).endsWith(".wav") && !name.startsWith(".");
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> all = entries.limit(MOST_FILES).sorted().toList();
      if (all.size() == MOST_FILES) {
        throw new UserError(
            "'%s' holds %d files or more; name the folder of a data set"
                .formatted(folder, MOST_FILES));
      }
      return all;
    } catch (IOException e) {
      throw new UserError(
          "cannot list '%s': %s; name a folder that can be read".formatted(folder, e.getMessage()),
          e);
    }
  }
}
