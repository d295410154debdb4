package dev.ridgeline.app.audio;

import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Chart;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.HeatMap;
import dev.ridgeline.app.page.KeyFigures;
import dev.ridgeline.app.page.LineChart;
import dev.ridgeline.app.page.Note;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.page.Section;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The views of a recording as a page. */
final class AudioPage {
  private static final int WAVEFORM_SLOTS = 400;
  private static final Column SECONDS = Column.number("time", "Time", "s", 4);
  private static final Column HERTZ = Column.number("frequency", "Frequency", "Hz", 5);
  private static final Column LEVEL = Column.number("level", "Level", "dB", 4);

  private AudioPage() {}

  static Page of(AudioAnalysis audio, String version, String command, Instant time) {
    return new Page(
        "Recording " + audio.name(),
        "%.2f s, stored as %s; every view below is of the recording at 16 kHz, mixed to one channel."
            .formatted(audio.clip().seconds(), audio.coding()),
        List.of(
            new Section("Waveform", "", waveformBlocks(audio)),
            Section.of(
                "Spectrum", "Mean power of frames of 64 ms under a Hann window.", spectrum(audio)),
            Section.of(
                "Spectrogram",
                "Magnitudes of frames of 30 ms every 20 ms under a Hann window.",
                spectrogram(audio)),
            Section.of(
                "Mel spectrogram",
                "40 triangular bands from 20 to 4000 Hz, evenly spaced on the mel scale, of the"
                    + " recording over its largest sample.",
                mel(audio)),
            Section.of(
                "MFCC",
                "Cosine transform of the logarithms of the mel bands: for a recording of one second"
                    + " these are the features of MLPerf Tiny's keyword spotting.",
                mfcc(audio)),
            Section.of(
                "Micro front end",
                "The int8 features that TensorFlow Lite for Microcontrollers' micro_speech computes"
                    + " in integer arithmetic: 40 channels from 125 to 7500 Hz after noise reduction"
                    + " and automatic gain.",
                micro(audio))),
        new Footer("none: a recording, not a measurement of a machine", version, command, time));
  }

  private static List<Block> waveformBlocks(AudioAnalysis audio) {
    AudioAnalysis.Level level = audio.level();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        KeyFigures.of(
            figure("Length", "%.2f".formatted(audio.clip().seconds()), "s"),
            figure("Sample rate", Integer.toString(audio.sourceRateHz()), "Hz"),
            figure("Peak", "%.3f".formatted(level.peak()), "of full scale"),
            figure("Mean level", "%.1f".formatted(level.rmsDecibels()), "dB"),
            figure("Frames", Integer.toString(audio.spectrogram().frames()), "")));
    if (level.fullScaleSamples() > 1) {
      blocks.add(
          Note.suspect(
              "%d samples stand at full scale: the recording is probably clipped."
                  .formatted(level.fullScaleSamples())));
    }
    blocks.add(waveform(audio));
    return blocks;
  }

  private static KeyFigures.Figure figure(String label, String value, String unit) {
    return new KeyFigures.Figure(label, value, unit, "");
  }

  /** The least and the largest sample of every slot, as one zigzag line. */
  private static Chart waveform(AudioAnalysis audio) {
    float[] samples = audio.clip().samples();
    LineChart chart =
        LineChart.titled(
                "Waveform", SECONDS, Column.number("amplitude", "Amplitude", "of full scale", 4))
            .series("Recording")
            .manyPoints();
    int slot = Math.max(1, Math.ceilDiv(samples.length, WAVEFORM_SLOTS));
    for (int from = 0; from < samples.length; from += slot) {
      int end = Math.min(samples.length, from + slot);
      int least = from;
      int most = from;
      for (int i = from; i < end; i++) {
        least = samples[i] < samples[least] ? i : least;
        most = samples[i] > samples[most] ? i : most;
      }
      point(chart, samples, Math.min(least, most));
      if (least != most) {
        point(chart, samples, Math.max(least, most));
      }
    }
    return chart
        .finding(
            "The loudest sample, %.3f of full scale, is at %.3f s."
                .formatted(audio.level().peak(), audio.level().peakSeconds()))
        .build();
  }

  private static void point(LineChart chart, float[] samples, int at) {
    chart.point("samples", (double) at / AudioAnalysis.RATE_HZ, samples[at]);
  }

  private static Chart spectrum(AudioAnalysis audio) {
    double[] decibels = audio.spectrum().decibels();
    LineChart chart = LineChart.titled("Spectrum", HERTZ, LEVEL).series("Recording").manyPoints();
    int highest = 1;
    for (int k = 0; k < decibels.length; k++) {
      chart.point("mean power", k * audio.spectrum().hzPerBin(), decibels[k]);
      highest = k > 0 && decibels[k] > decibels[highest] ? k : highest;
    }
    return chart
        .finding(
            "Most power lies about %.0f Hz, at %.1f dB of a full sine."
                .formatted(highest * audio.spectrum().hzPerBin(), decibels[highest]))
        .build();
  }

  private static Chart spectrogram(AudioAnalysis audio) {
    float[][] decibels = audio.spectrogramDecibels();
    Place loudest = Place.largest(decibels);
    return HeatMap.titled(
            "Spectrogram",
            frames(audio),
            new HeatMap.Axis(HERTZ, 0, audio.spectrogram().hzPerBin()),
            LEVEL)
        .values(decibels, HeatMap.Coarsening.LARGEST)
        .finding(
            "It is loudest at %.2f s, about %.0f Hz."
                .formatted(
                    loudest.frame() * audio.spectrogram().secondsPerFrame(),
                    loudest.row() * audio.spectrogram().hzPerBin()))
        .build();
  }

  private static Chart mel(AudioAnalysis audio) {
    Place loudest = Place.largest(audio.mel());
    return HeatMap.titled("Mel spectrogram", frames(audio), numbered("band", "Mel band"), LEVEL)
        .values(AudioAnalysis.decibels(audio.mel(), 1), HeatMap.Coarsening.LARGEST)
        .finding(
            "The strongest band is number %d, centred on %.0f Hz, at %.2f s."
                .formatted(
                    loudest.row(),
                    audio.melBank().centreHz(loudest.row()),
                    loudest.frame() * audio.spectrogram().secondsPerFrame()))
        .build();
  }

  private static Chart mfcc(AudioAnalysis audio) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (float[] frame : audio.mfcc()) {
      least = Math.min(least, frame[0]);
      most = Math.max(most, frame[0]);
    }
    return HeatMap.titled(
            "Mel-frequency cepstral coefficients",
            frames(audio),
            numbered("coefficient", "Coefficient"),
            Column.number("value", "Value", "", 4))
        .values(audio.mfcc(), HeatMap.Coarsening.MEAN)
        .finding(
            "Coefficient 0, which follows the loudness, runs from %.1f to %.1f."
                .formatted(least, most))
        .build();
  }

  private static Chart micro(AudioAnalysis audio) {
    byte[][] features = audio.microFeatures();
    float[][] values = new float[features.length][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new float[features[i].length];
      for (int c = 0; c < values[i].length; c++) {
        values[i][c] = features[i][c];
      }
    }
    Place largest = Place.largest(values);
    return HeatMap.titled(
            "Features of the micro front end",
            frames(audio),
            numbered("channel", "Channel"),
            Column.integer("feature", "Feature", ""))
        .values(values, HeatMap.Coarsening.LARGEST)
        .finding(
            "%d frames of %d features; the largest, %.0f, is in channel %d at %.2f s."
                .formatted(
                    values.length,
                    values[0].length,
                    values[largest.frame()][largest.row()],
                    largest.row(),
                    largest.frame() * audio.spectrogram().secondsPerFrame()))
        .build();
  }

  private static HeatMap.Axis frames(AudioAnalysis audio) {
    return new HeatMap.Axis(SECONDS, 0, audio.spectrogram().secondsPerFrame());
  }

  private static HeatMap.Axis numbered(String field, String title) {
    return new HeatMap.Axis(Column.integer(field, title, ""), 0, 1);
  }

  /** Where a grid is largest. */
  private record Place(int frame, int row) {
    static Place largest(float[][] grid) {
      Place place = new Place(0, 0);
      for (int i = 0; i < grid.length; i++) {
        for (int k = 0; k < grid[i].length; k++) {
          if (grid[i][k] > grid[place.frame()][place.row()]) {
            place = new Place(i, k);
          }
        }
      }
      return place;
    }
  }
}
