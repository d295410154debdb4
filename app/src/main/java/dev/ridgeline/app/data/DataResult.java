package dev.ridgeline.app.data;

import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.data.SetStatistics;
import java.util.List;

/**
 * A set of keywords in figures, as {@code --json} prints it; see docs/json.md.
 *
 * @param root the folder
 * @param split how partitions were made
 * @param labels the classes
 * @param clips recordings in the folder
 * @param speakers speakers in the folder
 * @param wordFolders folders of words
 * @param noiseFiles recordings of background noise
 * @param partitions what each holds
 */
record DataResult(
    String root,
    String split,
    List<String> labels,
    int clips,
    int speakers,
    int wordFolders,
    int noiseFiles,
    List<Part> partitions) {
  static final String SCHEMA = "ridgeline.data/1";

  DataResult {
    labels = List.copyOf(labels);
    partitions = List.copyOf(partitions);
  }

  /** A partition. */
  record Part(
      String partition, int clips, int speakers, List<SetStatistics.ClassStatistics> classes) {
    Part {
      classes = List.copyOf(classes);
    }
  }

  static DataResult of(KeywordSet set) {
    SetStatistics statistics = SetStatistics.of(set);
    return new DataResult(
        set.folders().root().toString(),
        set.split().name(),
        set.vocabulary().labels(),
        statistics.clips(),
        statistics.speakers(),
        statistics.words(),
        statistics.noiseFiles(),
        statistics.partitions().stream()
            .map(p -> new Part(p.partition().label(), p.clips(), p.speakers(), p.classes()))
            .toList());
  }
}
