package dev.ridgeline.app.primitives;

import dev.ridgeline.app.bench.AvailableMemory;
import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.template.CompiledGemm;
import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import dev.ridgeline.primitives.choice.ConvChoice;
import dev.ridgeline.primitives.choice.ConvLimits;
import dev.ridgeline.primitives.choice.ConvSelector;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.fast.FastAlgorithm;
import dev.ridgeline.primitives.fast.FastAlgorithms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;

/**
 * Chooses algorithms with the compiled multiplication, and remembers what it measured in the
 * workspace: by format, layout, shape, threads, machine and version.
 */
final class ConvChooser implements AutoCloseable {
  private static final String COMMAND = "conv";

  private final Workspace workspace;
  private final Console console;
  private final int threads;
  private final String machine = CpuReader.system().label();
  private final CompiledGemm gemm;
  private final List<FastAlgorithm> algorithms;

  ConvChooser(Workspace workspace, int threads, Console console) {
    this.workspace = workspace;
    this.threads = threads;
    this.console = console;
    KernelCache cache = KernelCache.at(workspace, console::note);
    this.gemm = new CompiledGemm(new JvmTarget(), 1, cache);
    this.algorithms = algorithms(cache, console);
  }

  /** Those of the library, and direct convolution compiled here. */
  private static List<FastAlgorithm> algorithms(KernelCache cache, Console console) {
    List<FastAlgorithm> all = new ArrayList<>(FastAlgorithms.all());
    all.add(new CompiledDirect("direct", new JvmTarget(), cache));
    try {
      all.add(new CompiledDirect("direct-c", new CTarget(), cache));
    } catch (UserError e) {
      console.note("direct-c is left out: " + e.getMessage());
    }
    return all;
  }

  /** Multiplies as the algorithms do. */
  CompiledGemm gemm() {
    return gemm;
  }

  /**
   * The choice for tensors uniform in [-1, 1).
   *
   * @param fresh whether to measure even if an earlier run did
   */
  ConvChoiceResult choose(ConvProblem problem, long seed, ConvLimits limits, boolean fresh) {
    String key =
        String.join(
            " | ",
            "f32 NHWC",
            problem.toString(),
            threads + " threads",
            "seed " + seed,
            machine,
            "version " + Version.number(),
            "java " + Runtime.version());
    Optional<ConvChoice> known = fresh ? Optional.empty() : remembered(key);
    if (known.isPresent() && !known.get().lacks(limits)) {
      return ConvChoiceResult.of(
          key, problem, threads, machine, seed, limits, known.get().under(limits), true);
    }
    SplittableRandom random = new SplittableRandom(seed);
    float[] input = uniform(random, problem.inputSize());
    float[] filter = uniform(random, problem.filterSize());
    ConvChoice choice =
        new ConvSelector(algorithms, gemm, threads, AvailableMemory.bytes() / 2)
            .choose(problem, input, filter, limits, console::progress);
    ConvChoiceResult result =
        ConvChoiceResult.of(key, problem, threads, machine, seed, limits, choice, false);
    workspace.append(
        new ResultLine(
            ConvChoiceResult.SCHEMA, COMMAND, Version.number(), machine, Instant.now(), result));
    return result;
  }

  private Optional<ConvChoice> remembered(String key) {
    Optional<ConvChoice> last = Optional.empty();
    for (JsonNode line : workspace.read(COMMAND).lines()) {
      JsonNode result = line.path("result");
      if (line.path("schema").asString("").equals(ConvChoiceResult.SCHEMA)
          && result.path("key").asString("").equals(key)) {
        last = Optional.of(ConvChoiceResult.choice(result));
      }
    }
    return last;
  }

  private static float[] uniform(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  @Override
  public void close() {
    gemm.close();
  }
}
