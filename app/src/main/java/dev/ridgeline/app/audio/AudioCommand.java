package dev.ridgeline.app.audio;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.audio.Clip;
import dev.ridgeline.audio.capture.Microphone;
import dev.ridgeline.audio.wav.WavReader;
import dev.ridgeline.audio.wav.WavWriter;
import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.workspace.ResultLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline audio}: a recording as waveform, spectra and features, on a page. */
@Command
public final class AudioCommand implements Callable<Integer> {
  private static final String PAGE = "audio.html";

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      paramLabel = "FILE.wav",
      arity = "0..1",
      description = "The recording to show; with --record the file to save it in.")
  private @Nullable Path file;

  @Option(
      names = "--record",
      paramLabel = "SECONDS",
      description = "Record so many seconds from the microphone first.")
  private @Nullable Double seconds;

  @Override
  public Integer call() {
    Console console = common.console();
    Path recording = recording(console);
    AudioAnalysis audio =
        AudioAnalysis.of(recording.toString(), coding(recording), WavReader.readClip(recording));
    Path page = common.out().orElse(Path.of(".")).resolve(PAGE);
    AudioPage.of(audio, Version.number(), common.commandLine(), Instant.now()).write(page);
    common
        .workspace()
        .append(
            new ResultLine(
                AudioResult.SCHEMA,
                "audio",
                Version.number(),
                CpuReader.system().label(),
                Instant.now(),
                AudioResult.summary(audio, page.toString())));
    if (common.json()) {
      console.json(AudioResult.of(audio, page.toString()));
    } else {
      AudioText.lines(audio).forEach(console::line);
    }
    console.note("Wrote " + page);
    return Launch.OK;
  }

  /** The file to show, recorded first where that is asked for. */
  private Path recording(Console console) {
    if (seconds == null) {
      if (file == null) {
        throw new UserError(
            "no recording given; name a WAV file, or record one with --record SECONDS");
      }
      return file;
    }
    Path target = file == null ? common.out().orElse(Path.of(".")).resolve("recording.wav") : file;
    if (file != null && Files.exists(target)) {
      throw new UserError(
          "'%s' exists and would be lost; name a new file for the recording".formatted(target));
    }
    Clip clip =
        Microphone.record(
            seconds,
            AudioAnalysis.RATE_HZ,
            () -> console.note("Recording %s s ...".formatted(seconds)));
    WavWriter.write(target, clip);
    console.note("Wrote " + target);
    return target;
  }

  private static String coding(Path recording) {
    try (WavReader reader = WavReader.open(recording)) {
      return reader.format().words();
    } catch (IOException e) {
      throw new UserError(
          "cannot read '%s': %s; name a WAV file that can be read"
              .formatted(recording, e.getMessage()),
          e);
    }
  }
}
