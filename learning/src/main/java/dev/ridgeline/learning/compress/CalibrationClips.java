package dev.ridgeline.learning.compress;

import dev.ridgeline.learning.data.Example;
import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.data.Partition;
import java.util.ArrayList;
import java.util.List;

/** The clips that ranges are taken from: some of the training partition, evenly, and no others. */
final class CalibrationClips {
  private CalibrationClips() {}

  static List<Example> of(KeywordSet set, int most) {
    List<Example> all = set.examples(Partition.TRAINING);
    List<Example> chosen = new ArrayList<>();
    int count = Math.min(most, all.size());
    for (int i = 0; i < count; i++) {
      chosen.add(all.get((int) ((long) i * all.size() / count)));
    }
    return chosen;
  }
}
