package dev.ridgeline.measure.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ridgeline.measure.sampling.Percentiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The peak of one thread in f32 beside that of a C loop of independent FMAs compiled by {@code gcc
 * -O3 -march=native}, in turns on one CPU, so that both see the same clock rate and the same
 * neighbours. {@code benchmarks/peak-against-gcc} runs it.
 */
@Tag("slow")
final class PeakAgainstGccTest {
  private static final int ROUNDS = 60;
  private static final int SAMPLES = 5;
  private static final long SAMPLE_NANOS = 2_700_000;
  private static final double LEAST_SHARE = 0.95;

  @TempDir Path folder;

  /** Best and median rate of a round, FLOP per nanosecond. */
  private record Round(double best, double median) {}

  @Test
  void reachesTheCLoop() throws IOException, InterruptedException {
    Path program = compile();
    int cpu = CpuOrder.available().getLast();
    Process process =
        new ProcessBuilder(program.toString(), Integer.toString(cpu))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Round> theirs = new ArrayList<>();
    List<Round> ours = new ArrayList<>();
    try (ThreadTeam team = new ThreadTeam(List.of(cpu));
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        Writer requests = process.outputWriter(StandardCharsets.UTF_8)) {
      PeakKernel kernel = team.lead(() -> PeakProbe.fastest(PeakProbe.variants("f32", Mix.FMA)));
      for (int round = 0; round < ROUNDS; round++) {
        requests.write("round\n");
        requests.flush();
        String[] words = String.valueOf(answers.readLine()).split(" ", 3);
        theirs.add(new Round(Double.parseDouble(words[0]), Double.parseDouble(words[1])));
        ours.add(team.lead(() -> round(kernel)));
      }
      assertThat(kernel.verify(PeakProbe.ITERATIONS)).isTrue();
    } finally {
      process.destroy();
    }
    report(theirs, ours);
    assertThat(best(ours) / best(theirs)).as("best of all rounds").isGreaterThan(LEAST_SHARE);
  }

  private static Round round(PeakKernel kernel) {
    double[] rates = new double[SAMPLES];
    for (int sample = 0; sample < SAMPLES; sample++) {
      long begin = System.nanoTime();
      int runs = 0;
      do {
        kernel.run(PeakProbe.ITERATIONS);
        runs++;
      } while (System.nanoTime() - begin < SAMPLE_NANOS);
      double flops = kernel.flopsPerIteration() * PeakProbe.ITERATIONS * runs;
      rates[sample] = flops / (System.nanoTime() - begin);
    }
    Arrays.sort(rates);
    return new Round(rates[SAMPLES - 1], rates[SAMPLES / 2]);
  }

  private static double best(List<Round> rounds) {
    return Collections.max(rounds.stream().map(Round::best).toList());
  }

  private static double median(List<Round> rounds) {
    return Percentiles.of(rounds.stream().map(Round::median).toList()).median();
  }

  private static void report(List<Round> theirs, List<Round> ours) {
    System.out.printf(
        Locale.ROOT,
        "f32 FMA, 1 thread, %d rounds in turns: best %.1f GFLOP/s, C loop %.1f (%.1f %%);"
            + " median %.1f, C loop %.1f (%.1f %%)%n",
        ROUNDS,
        best(ours),
        best(theirs),
        100 * best(ours) / best(theirs),
        median(ours),
        median(theirs),
        100 * median(ours) / median(theirs));
  }

  private Path compile() throws IOException, InterruptedException {
    Path source = folder.resolve("fma_chains.c");
    try (InputStream in = PeakAgainstGccTest.class.getResourceAsStream("fma_chains.c")) {
      Files.copy(Objects.requireNonNull(in), source);
    }
    Path program = folder.resolve("fma_chains");
    boolean compiled = false;
    try {
      Process gcc =
          new ProcessBuilder(
                  "gcc", "-O3", "-march=native", source.toString(), "-o", program.toString())
              .redirectErrorStream(true)
              .start();
      try (var lines =
          new BufferedReader(new InputStreamReader(gcc.getInputStream(), StandardCharsets.UTF_8))) {
        lines.lines().forEach(System.out::println);
      }
      compiled = gcc.waitFor(60, TimeUnit.SECONDS) && gcc.exitValue() == 0;
    } catch (IOException e) {
      compiled = false;
    }
    if ("1".equals(System.getenv("RIDGELINE_REQUIRE_ALL"))) {
      assertThat(compiled).as("gcc is needed, Debian package gcc").isTrue();
    }
    assumeTrue(compiled, "gcc is missing or cannot compile here");
    return program;
  }
}
