package dev.ridgeline.learning.data;

import dev.ridgeline.audio.frontend.MicroFrame;
import dev.ridgeline.audio.frontend.MicroFrontend;
import dev.ridgeline.audio.frontend.MicroFrontendParameters;
import dev.ridgeline.audio.frontend.MlperfTinyMfcc;
import java.util.List;
import java.util.Locale;

/** What a model is shown of one second of sound: frames of features, one after the other. */
public enum FrontEnd {
  /** MLPerf Tiny's MFCC: 49 frames of 10. */
  MFCC(49, 10, "mlperf-tiny-mfcc/1"),
  /** The micro front end, values as training reads them ({@code v*10/256}): 49 frames of 40. */
  MICRO(49, 40, "micro-frontend/1");

  private final int frames;
  private final int channels;
  private final String version;

  FrontEnd(int frames, int channels, String version) {
    this.frames = frames;
    this.channels = channels;
    this.version = version;
  }

  /** Computes the features of 16,000 samples; for one thread at a time. */
  @FunctionalInterface
  public interface Extractor {
    /** The features of one second, frame after frame. */
    float[] features(short[] second);
  }

  /** As texts and JSON name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Frames of a second. */
  public int frames() {
    return frames;
  }

  /** Values of a frame. */
  public int channels() {
    return channels;
  }

  /** Values of a second. */
  public int size() {
    return frames * channels;
  }

  /** Names the definition; it changes with every change of values. */
  String version() {
    return version;
  }

  /** An extractor of its own. */
  public Extractor extractor() {
    return switch (this) {
      case MFCC -> new MlperfTinyMfcc()::features;
      case MICRO -> FrontEnd::micro;
    };
  }

  private static float[] micro(short[] second) {
    List<MicroFrame> all = MicroFrontend.wholeClip(MicroFrontendParameters.microSpeech(), second);
    float[] features = new float[MICRO.size()];
    for (int i = 0; i < all.size(); i++) {
      System.arraycopy(
          all.get(i).trainingFeatures(), 0, features, i * MICRO.channels, MICRO.channels);
    }
    return features;
  }
}
