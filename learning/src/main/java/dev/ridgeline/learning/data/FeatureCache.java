package dev.ridgeline.learning.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Features of clips as they are tested, computed once, on all cores, and kept in files of up to
 * {@value #SHARD} clips. A file is named by the SHA-256 of the definition of the features and of
 * the samples of its clips, so that other clips or another definition never meet it. Files appear
 * whole or not at all, so that an interrupted run goes on where it was; a damaged one is found by
 * its checksum, computed again and replaced.
 */
public final class FeatureCache {
  private static final int SHARD = 256;

  private final Path folder;
  private final AtomicInteger computed = new AtomicInteger();
  private final AtomicInteger found = new AtomicInteger();
  private final AtomicInteger damaged = new AtomicInteger();

  /** A cache in a folder, which is made when something is first kept. */
  public FeatureCache(Path folder) {
    this.folder = folder;
  }

  /** Clips whose features were computed. */
  public int computed() {
    return computed.get();
  }

  /** Clips whose features were found. */
  public int found() {
    return found.get();
  }

  /** Files that were damaged and are replaced. */
  public int damagedFiles() {
    return damaged.get();
  }

  /** The features of examples as they are tested. */
  public FeatureSet features(List<Example> examples, ClipSource source, FrontEnd frontEnd) {
    float[] all = new float[Math.multiplyExact(examples.size(), frontEnd.size())];
    int shards = Math.ceilDiv(examples.size(), SHARD);
    IntStream.range(0, shards)
        .parallel()
        .forEach(shard -> {
          int from = shard * SHARD;
          int to = Math.min(examples.size(), from + SHARD);
          float[] features = shard(examples.subList(from, to), source, frontEnd);
          System.arraycopy(features, 0, all, from * frontEnd.size(), features.length);
        });
    return new FeatureSet(frontEnd, all, FeatureSet.labels(examples));
  }

  private float[] shard(List<Example> examples, ClipSource source, FrontEnd frontEnd) {
    List<short[]> clips = source.plain(examples);
    byte[] key = key(clips, frontEnd);
    Path file = folder.resolve(HexFormat.of().formatHex(key) + ".features");
    int size = frontEnd.size();
    float[] known = FeatureFile.read(file, key, clips.size() * size).orElse(new float[0]);
    if (known.length > 0) {
      found.addAndGet(clips.size());
      return known;
    }
    if (Files.exists(file)) {
      damaged.incrementAndGet();
    }
    float[] features = new float[clips.size() * size];
    FrontEnd.Extractor extractor = frontEnd.extractor();
    for (int i = 0; i < clips.size(); i++) {
      System.arraycopy(extractor.features(clips.get(i)), 0, features, i * size, size);
    }
    FeatureFile.write(file, key, features);
    computed.addAndGet(clips.size());
    return features;
  }

  private static byte[] key(List<short[]> clips, FrontEnd frontEnd) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(frontEnd.version().getBytes(StandardCharsets.UTF_8));
      ByteBuffer bytes = ByteBuffer.allocate(2 * OneSecond.SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
      for (short[] clip : clips) {
        bytes.clear().asShortBuffer().put(clip);
        digest.update(bytes.array());
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
