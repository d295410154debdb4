package dev.ridgeline.learning.data;

import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The examples of a keyword spotter by partition: every recording of a wanted word; of the other
 * words, shuffled, one tenth as many; and one tenth as much silence, both rounded up. Source:
 * TensorFlow's speech_commands, input_data.py, with its {@code unknown_percentage} and {@code
 * silence_percentage} of 10.
 *
 * <p>Recordings of words that are not wanted are shuffled by {@link #SHUFFLE_SEED}; the set is the
 * same in every run.
 */
public final class KeywordSet {
  /** Orders the unknown words; the same for every set. */
  public static final long SHUFFLE_SEED = 59185;

  private static final double SHARE = 0.1;

  private final WordFolders folders;
  private final Vocabulary vocabulary;
  private final Split split;
  private final Map<Partition, List<Example>> examples = new EnumMap<>(Partition.class);

  private KeywordSet(WordFolders folders, Vocabulary vocabulary, Split split) {
    this.folders = folders;
    this.vocabulary = vocabulary;
    this.split = split;
  }

  /**
   * Chooses the examples.
   *
   * @throws UserError if a wanted word has no folder or no recording
   */
  public static KeywordSet of(WordFolders folders, Vocabulary vocabulary, Split split) {
    KeywordSet set = new KeywordSet(folders, vocabulary, split);
    for (String word : vocabulary.wanted()) {
      List<Recording> recordings = folders.words().get(word);
      if (recordings == null) {
        throw new UserError(
            "no folder '%s' in '%s'; the words there are %s"
                .formatted(word, folders.root(), String.join(", ", folders.words().keySet())));
      }
      if (recordings.isEmpty()) {
        throw new UserError(
            "the folder of the word '%s' in '%s' has no WAV files; record some, or leave the word out"
                .formatted(word, folders.root()));
      }
    }
    for (Partition partition : Partition.values()) {
      set.examples.put(partition, set.choose(partition));
    }
    return set;
  }

  private List<Example> choose(Partition partition) {
    List<Example> chosen = new ArrayList<>();
    List<Recording> others = new ArrayList<>();
    for (Map.Entry<String, List<Recording>> word : folders.words().entrySet()) {
      int label = vocabulary.label(word.getKey());
      for (Recording recording : word.getValue()) {
        if (split.partition(recording.file().getFileName() + "") != partition) {
          continue;
        }
        if (label == Vocabulary.UNKNOWN) {
          others.add(recording);
        } else {
          chosen.add(new Example.Spoken(recording, label));
        }
      }
    }
    int share = (int) Math.ceil(chosen.size() * SHARE);
    shuffle(others, partition);
    others.stream()
        .limit(share)
        .forEach(other -> chosen.add(new Example.Spoken(other, Vocabulary.UNKNOWN)));
    for (int i = 0; i < share; i++) {
      chosen.add(new Example.Silence(partition, i));
    }
    return List.copyOf(chosen);
  }

  private static void shuffle(List<Recording> recordings, Partition partition) {
    SplittableRandom random = Seeds.stream(SHUFFLE_SEED, partition.label(), 0);
    for (int i = recordings.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      Recording moved = recordings.get(i);
      recordings.set(i, recordings.get(other));
      recordings.set(other, moved);
    }
  }

  /** Where the recordings lie. */
  public WordFolders folders() {
    return folders;
  }

  /** The classes. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** How partitions were made. */
  public Split split() {
    return split;
  }

  /** The examples of a partition. */
  public List<Example> examples(Partition partition) {
    return Objects.requireNonNull(examples.get(partition));
  }

  /**
   * Checks that a partition can be used.
   *
   * @throws UserError if a class has no example in it
   */
  public void requireEveryClass(Partition partition) {
    boolean[] present = new boolean[vocabulary.classes()];
    examples(partition).forEach(example -> present[example.label()] = true);
    for (int label = 0; label < present.length; label++) {
      if (!present[label]) {
        throw new UserError(
            "class '%s' has no %s clip in '%s' under split '%s'; add recordings of other speakers, or choose one of %s"
                .formatted(
                    vocabulary.labels().get(label),
                    partition.label(),
                    folders.root(),
                    split.name(),
                    String.join(", ", Split.NAMES)));
      }
    }
  }
}
