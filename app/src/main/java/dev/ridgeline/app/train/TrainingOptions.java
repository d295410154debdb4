package dev.ridgeline.app.train;

import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.UserError;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.training.Optimiser;
import dev.ridgeline.learning.digits.Recipe;
import dev.ridgeline.measure.machine.MachineProbe;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a perceptron is trained, as commands take it with {@code @Mixin}. */
public final class TrainingOptions {
  private static final int MAX_THREADS = 1024;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with the four gzipped files of MNIST (default: $RIDGELINE_DATA/mnist, else"
              + " ../shared/data/mnist).")
  private @Nullable Path data;

  @Option(
      names = "--hidden",
      split = ",",
      paramLabel = "N",
      description = "Units of the hidden layers (default: 512,512).")
  private List<Integer> hidden = List.of(512, 512);

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the images (default: ${DEFAULT-VALUE}).")
  private int epochs = 10;

  @Option(
      names = "--optimiser",
      paramLabel = "NAME",
      description = "sgd (momentum 0.9), adam or adadelta (default: ${DEFAULT-VALUE}).")
  private String optimiser = "sgd";

  @Option(
      names = "--rate",
      paramLabel = "X",
      description = "Step size at the beginning (default: the optimiser's own).")
  private @Nullable Double rate;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Images of a step (default: ${DEFAULT-VALUE}).")
  private int images = 128;

  @Option(
      names = "--smoothing",
      paramLabel = "X",
      description = "Share of each label spread over all classes (default: ${DEFAULT-VALUE}).")
  private double smoothing = 0.1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the engine (default: every CPU).")
  private @Nullable Integer threads;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "What compiles the kernels: c or jvm (default: c, or jvm where it lacks gcc).")
  private @Nullable String target;

  public Path data() {
    if (data != null) {
      return data;
    }
    String shared = System.getenv("RIDGELINE_DATA");
    return (shared == null ? Path.of("../shared/data") : Path.of(shared)).resolve("mnist");
  }

  public List<Integer> hidden() {
    return hidden;
  }

  public int threads() {
    int count = threads == null ? MachineProbe.availableThreads() : threads;
    if (count < 1 || count > MAX_THREADS) {
      throw new UserError(
          "--threads is %d; give a whole number from 1 to %d".formatted(count, MAX_THREADS));
    }
    return count;
  }

  public Recipe recipe(long seed) {
    Optimiser plain = Optimiser.named(optimiser);
    return new Recipe(rate == null ? plain : plain.withRate(rate), epochs, images, smoothing, seed);
  }

  /** The engine; where no target is asked for and C is not to be had, says so and takes the JVM. */
  public EngineOptions engine(KernelCache cache, Consumer<String> note) {
    EngineOptions jvm = EngineOptions.jvm(threads());
    EngineOptions options = new EngineOptions(jvm.target(), jvm.threads(), cache);
    if (target != null) {
      return options.withTarget(target);
    }
    try {
      return options.withTarget("c");
    } catch (UserError e) {
      note.accept(e.getMessage() + "; kernels are compiled for the JVM instead");
      return options;
    }
  }
}
