package dev.ridgeline.app.audio;

import java.util.List;

/** A recording as text for a terminal. */
final class AudioText {
  private AudioText() {}

  static List<String> lines(AudioAnalysis audio) {
    AudioAnalysis.Level level = audio.level();
    double[] decibels = audio.spectrum().decibels();
    int highest = 1;
    for (int k = 1; k < decibels.length; k++) {
      highest = decibels[k] > decibels[highest] ? k : highest;
    }
    String clipped =
        level.fullScaleSamples() > 1
            ? "; %d samples at full scale, probably clipped".formatted(level.fullScaleSamples())
            : "";
    return List.of(
        "recording   " + audio.name(),
        "stored as   " + audio.coding(),
        "length      %.3f s, %d frames of 30 ms every 20 ms at 16 kHz"
            .formatted(audio.clip().seconds(), audio.spectrogram().frames()),
        "level       %.1f dB, peak %.3f of full scale at %.3f s%s"
            .formatted(level.rmsDecibels(), level.peak(), level.peakSeconds(), clipped),
        "spectrum    most power about %.0f Hz, %.1f dB"
            .formatted(highest * audio.spectrum().hzPerBin(), decibels[highest]));
  }
}
