package dev.ridgeline.learning.data;

import dev.ridgeline.audio.Clip;
import dev.ridgeline.audio.wav.WavReader;
import dev.ridgeline.audio.wav.WavWriter;
import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * A small spoken set in the layout of Speech Commands, made by the speech synthesiser espeak-ng: it
 * lets every command run without a download. Its speakers are voices of one synthesiser; accuracy
 * on it says nothing about people.
 */
public final class SyntheticSpeech {
  /** Speakers of a set. */
  public static final int SPEAKERS = 40;

  private static final List<String> WORDS =
      List.of(
          "yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "bird", "cat",
          "dog", "house", "tree", "seven");
  private static final List<String> ACCENTS =
      List.of("en-gb", "en-us", "en-gb-scotland", "en-gb-x-rp", "en-029");
  private static final List<String> VOICES =
      List.of("m1", "m2", "m3", "m7", "f1", "f2", "f3", "f4");
  private static final int TAKES = 2;
  private static final int NOISE_SECONDS = 30;
  private static final double NOISE_LEVEL = 0.1;
  private static final int SECONDS_OF_A_WORD = 30;

  private SyntheticSpeech() {}

  /**
   * Makes the set.
   *
   * @param root the folder, which must not exist or be empty
   * @param seed of voices, pace and noise
   * @param progress is told the clips that are made
   * @throws UserError if espeak-ng is not installed, or the folder cannot be written
   */
  public static void make(Path root, long seed, IntConsumer progress) {
    make("espeak-ng", root, seed, SPEAKERS, progress);
  }

  static void make(String program, Path root, long seed, int speakers, IntConsumer progress) {
    Path target = root.toAbsolutePath();
    Path beside = target.resolveSibling("." + target.getFileName() + ".synthetic");
    try {
      requireEmpty(target);
      FolderRemoval.remove(beside);
      Files.createDirectories(beside);
      int made = 0;
      for (int speaker = 0; speaker < speakers; speaker++) {
        for (String word : WORDS) {
          for (int take = 0; take < TAKES; take++) {
            speak(program, beside, seed, speaker, word, take);
            progress.accept(++made);
          }
        }
      }
      noise(beside.resolve(WordFolders.NOISE_FOLDER), seed);
      Files.deleteIfExists(target);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UserError(
          "cannot make a spoken set in '%s': %s; free space, or choose another folder with --root"
              .formatted(root, e.getMessage()),
          e);
    } finally {
      FolderRemoval.removeOrLeave(beside);
    }
  }

  private static void requireEmpty(Path target) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    try (Stream<Path> entries = Files.list(target)) {
      if (entries.findAny().isPresent()) {
        throw new UserError(
            "'%s' is not empty and would be lost; name a new folder with --root".formatted(target));
      }
    }
  }

  private static void speak(
      String program, Path folder, long seed, int speaker, String word, int take)
      throws IOException {
    SplittableRandom voice = Seeds.stream(seed, "speaker", speaker);
    String name = "%08x".formatted(voice.nextInt());
    String accent = ACCENTS.get(speaker % ACCENTS.size());
    String variant = VOICES.get(speaker / ACCENTS.size() % VOICES.size());
    int pitch = 25 + voice.nextInt(50);
    SplittableRandom saying = Seeds.stream(seed, name + word, take);
    int wordsPerMinute = 110 + saying.nextInt(90);
    Path raw = Files.createTempFile("ridgeline", ".wav");
    try {
      run(
          List.of(
              program,
              "-v",
              accent + "+" + variant,
              "-p",
              String.valueOf(pitch),
              "-s",
              String.valueOf(wordsPerMinute),
              "-w",
              raw.toString(),
              word));
      Clip spoken = OneSecond.at16kHz(WavReader.readClip(raw));
      Path file = folder.resolve(word).resolve("%s_nohash_%d.wav".formatted(name, take));
      WavWriter.write(file, placed(spoken.toInt16(), saying), OneSecond.RATE_HZ);
    } finally {
      Files.deleteIfExists(raw);
    }
  }

  private static short[] placed(short[] word, SplittableRandom random) {
    short[] loudest = word.length > OneSecond.SAMPLES ? OneSecond.loudest(word) : word;
    short[] second = new short[OneSecond.SAMPLES];
    int at = random.nextInt(OneSecond.SAMPLES - loudest.length + 1);
    double volume = 0.3 + 0.6 * random.nextDouble();
    for (int i = 0; i < loudest.length; i++) {
      second[at + i] = (short) Math.rint(volume * loudest[i]);
    }
    return second;
  }

  private static void run(List<String> command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UserError(
          "%s is not installed; install it (Debian: apt-get install espeak-ng), or fetch recordings with --download"
              .formatted(command.getFirst()),
          e);
    }
    try {
      if (!process.waitFor(SECONDS_OF_A_WORD, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " does not end");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "%s ended with status %d on '%s'"
              .formatted(command.getFirst(), process.exitValue(), String.join(" ", command)));
    }
  }

  private static void noise(Path folder, long seed) {
    List<String> kinds = new ArrayList<>(List.of("white", "brown"));
    for (String kind : kinds) {
      SplittableRandom random = Seeds.stream(seed, kind, 0);
      float[] samples = new float[NOISE_SECONDS * OneSecond.RATE_HZ];
      double last = 0;
      for (int i = 0; i < samples.length; i++) {
        double white = 2 * random.nextDouble() - 1;
        last = kind.equals("white") ? white : 0.98 * last + 0.2 * white;
        samples[i] = (float) (NOISE_LEVEL * last);
      }
      WavWriter.write(folder.resolve(kind + ".wav"), new Clip(samples, OneSecond.RATE_HZ));
    }
  }
}
