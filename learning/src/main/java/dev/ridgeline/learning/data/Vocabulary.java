package dev.ridgeline.learning.data;

import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The classes of a keyword spotter: silence, unknown words, then the wanted words.
 *
 * @param wanted the words, at least one, in the order of their classes
 */
public record Vocabulary(List<String> wanted) {
  /** Class of silence. */
  public static final int SILENCE = 0;

  /** Class of words that are not wanted. */
  public static final int UNKNOWN = 1;

  /** What silence is called. */
  public static final String SILENCE_LABEL = "_silence_";

  /** What words that are not wanted are called. */
  public static final String UNKNOWN_LABEL = "_unknown_";

  private static final int FIRST_WORD = 2;
  private static final int MOST_WORDS = 1000;

  /** Word sets by name, as published: the ten commands, and those of micro_speech. */
  private static final Map<String, List<String>> NAMED =
      Map.of(
          "commands",
          List.of("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"),
          "yes-no",
          List.of("yes", "no"));

  /** Checks the words. */
  public Vocabulary {
    wanted = List.copyOf(wanted);
    if (wanted.isEmpty() || wanted.size() > MOST_WORDS) {
      throw new UserError(
          "%d words given; 1 to %d are allowed".formatted(wanted.size(), MOST_WORDS));
    }
    if (new HashSet<>(wanted).size() != wanted.size()) {
      throw new UserError(
          "a word is given twice in '%s'; name each once".formatted(String.join(",", wanted)));
    }
    for (String word : wanted) {
      if (word.isBlank() || word.startsWith("_")) {
        throw new UserError("'%s' cannot be a word; name folders of words".formatted(word));
      }
    }
  }

  /** The word set of that name ({@code commands}, {@code yes-no}), or the words between commas. */
  public static Vocabulary of(String nameOrWords) {
    List<String> named = NAMED.get(nameOrWords.toLowerCase(Locale.ROOT));
    return new Vocabulary(named == null ? List.of(nameOrWords.split(",", -1)) : named);
  }

  /** The same with one more word. */
  public Vocabulary with(String word) {
    List<String> words = new ArrayList<>(wanted);
    words.add(word);
    return new Vocabulary(words);
  }

  /** How many classes there are. */
  public int classes() {
    return FIRST_WORD + wanted.size();
  }

  /** The class of a word; unknown if it is not wanted. */
  public int label(String word) {
    int at = wanted.indexOf(word);
    return at < 0 ? UNKNOWN : FIRST_WORD + at;
  }

  /** The names of all classes, in order. */
  public List<String> labels() {
    List<String> labels = new ArrayList<>(List.of(SILENCE_LABEL, UNKNOWN_LABEL));
    labels.addAll(wanted);
    return labels;
  }
}
