package dev.ridgeline.learning.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a set of keywords holds.
 *
 * @param clips recordings of words in the whole folder
 * @param speakers speakers in the whole folder
 * @param words folders of words
 * @param noiseFiles recordings of background noise
 * @param partitions what each partition holds
 */
public record SetStatistics(
    int clips, int speakers, int words, int noiseFiles, List<PartitionStatistics> partitions) {
  /** Copies the list. */
  public SetStatistics {
    partitions = List.copyOf(partitions);
  }

  /**
   * A partition.
   *
   * @param partition which
   * @param clips examples, silence included
   * @param speakers speakers of its recordings
   * @param classes clips and speakers of each class, in the order of the vocabulary
   */
  public record PartitionStatistics(
      Partition partition, int clips, int speakers, List<ClassStatistics> classes) {
    /** Copies the list. */
    public PartitionStatistics {
      classes = List.copyOf(classes);
    }
  }

  /** How many clips of how many speakers a class has. */
  public record ClassStatistics(String label, int clips, int speakers) {}

  /** Counts a set. */
  public static SetStatistics of(KeywordSet set) {
    int clips = 0;
    Set<String> speakers = new HashSet<>();
    for (List<Recording> word : set.folders().words().values()) {
      clips += word.size();
      word.forEach(recording -> speakers.add(recording.speaker()));
    }
    List<PartitionStatistics> partitions = new ArrayList<>();
    for (Partition partition : Partition.values()) {
      partitions.add(partition(set, partition));
    }
    return new SetStatistics(
        clips,
        speakers.size(),
        set.folders().words().size(),
        set.folders().noise().size(),
        partitions);
  }

  private static PartitionStatistics partition(KeywordSet set, Partition partition) {
    List<String> labels = set.vocabulary().labels();
    int[] clips = new int[labels.size()];
    List<Set<String>> speakers = new ArrayList<>();
    labels.forEach(label -> speakers.add(new HashSet<>()));
    Set<String> all = new HashSet<>();
    for (Example example : set.examples(partition)) {
      clips[example.label()]++;
      if (example instanceof Example.Spoken spoken) {
        speakers.get(example.label()).add(spoken.recording().speaker());
        all.add(spoken.recording().speaker());
      }
    }
    List<ClassStatistics> classes = new ArrayList<>();
    for (int i = 0; i < clips.length; i++) {
      classes.add(new ClassStatistics(labels.get(i), clips[i], speakers.get(i).size()));
    }
    return new PartitionStatistics(partition, set.examples(partition).size(), all.size(), classes);
  }
}
