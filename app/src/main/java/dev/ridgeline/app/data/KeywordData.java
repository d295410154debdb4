package dev.ridgeline.app.data;

import dev.ridgeline.core.UserError;
import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.data.Split;
import dev.ridgeline.learning.data.Vocabulary;
import dev.ridgeline.learning.data.WordFolders;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which recordings a command works on. */
public final class KeywordData {
  /** The folder's name inside {@code RIDGELINE_DATA} and inside the workspace's {@code data}. */
  private static final String NAME = "speech-commands";

  private KeywordData() {}

  /**
   * The folder: the one given, else that of {@code RIDGELINE_DATA}, else that of the workspace,
   * where {@code data speech-commands --download} puts it.
   */
  public static Path root(Optional<Path> given, Map<String, String> environment, Path workspace) {
    if (given.isPresent()) {
      return given.get();
    }
    String shared = environment.getOrDefault("RIDGELINE_DATA", "");
    try {
      Path known = Path.of(shared).resolve(NAME);
      if (!shared.isBlank() && Files.isDirectory(known)) {
        return known;
      }
    } catch (InvalidPathException e) {
      throw new UserError(
          "RIDGELINE_DATA is '%s', which is no path; set a folder".formatted(shared), e);
    }
    return workspace.resolve("data").resolve(NAME);
  }

  /**
   * The set.
   *
   * @param words a word set by name, or words between commas
   * @param added words of one's own, each {@code WORD=DIR}, which become classes
   */
  public static KeywordSet set(Path root, String words, String split, List<String> added) {
    WordFolders folders = WordFolders.list(root);
    Vocabulary vocabulary = Vocabulary.of(words);
    for (String addition : added) {
      int at = addition.indexOf('=');
      if (at <= 0 || at == addition.length() - 1) {
        throw new UserError(
            "'%s' is no word of your own; give --add WORD=DIR, DIR being a folder of WAV files"
                .formatted(addition));
      }
      String word = addition.substring(0, at);
      folders = folders.with(word, Path.of(addition.substring(at + 1)));
      if (!vocabulary.wanted().contains(word)) {
        vocabulary = vocabulary.with(word);
      }
    }
    return KeywordSet.of(folders, vocabulary, new Split(split));
  }
}
