package dev.ridgeline.learning.data;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives the sound of examples. Clips that were read are kept while they fit into a share of the
 * memory; the others are read again. Safe for several threads.
 */
public final class ClipSource {
  private static final int SHARE_OF_MEMORY = 4;
  private static final long CLIP_BYTES = 2L * OneSecond.SAMPLES;

  private final BackgroundNoise noise;
  private final ConcurrentMap<String, short[]> kept = new ConcurrentHashMap<>();
  private final AtomicLong free =
      new AtomicLong(Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY / CLIP_BYTES);

  private ClipSource(BackgroundNoise noise) {
    this.noise = noise;
  }

  /** The sound of a set; its noise is read at once. */
  public static ClipSource of(KeywordSet set) {
    return new ClipSource(BackgroundNoise.read(set.folders().noise()));
  }

  /** The background noise. */
  public BackgroundNoise noise() {
    return noise;
  }

  /** An example as it is tested: 16,000 samples that are not to be changed. */
  public short[] plain(Example example) {
    return switch (example) {
      case Example.Spoken spoken -> spoken(spoken);
      case Example.Silence silence -> silence(silence, 0, 0);
    };
  }

  /** An example as it is trained on in an epoch: varied anew in each. */
  short[] varied(Example example, Augmentation augmentation, long seed, int epoch) {
    return switch (example) {
      case Example.Spoken spoken ->
          new Augmenter(augmentation, noise)
              .vary(spoken(spoken), Seeds.stream(seed, spoken.key(), epoch));
      case Example.Silence silence -> silence(silence, seed, epoch);
    };
  }

  /** The sound of all examples, for pieces of a stream. */
  public List<short[]> plain(List<Example> examples) {
    return examples.stream().map(this::plain).toList();
  }

  private short[] silence(Example.Silence silence, long seed, int epoch) {
    return new Augmenter(Augmentation.none(), noise)
        .silence(silence.partition(), Seeds.stream(seed, silence.key(), epoch));
  }

  private short[] spoken(Example.Spoken spoken) {
    String key = spoken.recording().file().toString();
    short[] known = kept.get(key);
    if (known != null) {
      return known;
    }
    short[] read = OneSecond.read(spoken.recording().file());
    if (free.decrementAndGet() >= 0) {
      kept.put(key, read);
    }
    return read;
  }
}
