package dev.ridgeline.learning.data;

/** One second to learn from or to be tested on, by where it comes from. */
public sealed interface Example {
  /** Its class in the vocabulary. */
  int label();

  /** A name of its own in the set, from which its random numbers are seeded. */
  String key();

  /** A recorded word. */
  record Spoken(Recording recording, int label) implements Example {
    @Override
    public String key() {
      return recording.key();
    }
  }

  /** A piece of background noise, or none at all where there is no noise. */
  record Silence(Partition partition, int index) implements Example {
    @Override
    public int label() {
      return Vocabulary.SILENCE;
    }

    @Override
    public String key() {
      return "%s/%s/%d".formatted(Vocabulary.SILENCE_LABEL, partition.label(), index);
    }
  }
}
