package dev.ridgeline.app.kws;

import dev.ridgeline.app.model.ModelFormat;
import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.formats.onnx.OnnxWriter;
import dev.ridgeline.learning.data.FeatureCache;
import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.data.Partition;
import dev.ridgeline.learning.model.KeywordModel;
import dev.ridgeline.learning.network.Network;
import dev.ridgeline.learning.training.EpochFigures;
import dev.ridgeline.learning.training.Recipe;
import dev.ridgeline.learning.training.Scores;
import dev.ridgeline.learning.training.TrainingRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A training and the files that it leaves: checkpoint, model and labels. */
record Training(
    KeywordSet set, KeywordModel model, Recipe recipe, Path folder, Path featureFolder) {
  private static final String MODEL = "model.onnx";
  private static final String LABELS = "labels.txt";
  private static final int JUDGE_BATCH = 64;

  /** Trains what is not trained yet and writes the model. */
  TrainResult run(Consumer<EpochFigures> progress) {
    TrainingRun run = new TrainingRun(set, model, recipe, folder);
    FeatureCache cache = new FeatureCache(featureFolder);
    AtomicInteger epochs = new AtomicInteger();
    long began = System.nanoTime();
    long cpuBegan = cpuNanos();
    List<EpochFigures> curve =
        run.train(
            cache,
            figures -> {
              epochs.incrementAndGet();
              progress.accept(figures);
            });
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpuSeconds = (cpuNanos() - cpuBegan) / 1e9;
    Graph trained = run.trained();
    Path file = folder.resolve(MODEL);
    OnnxWriter.write(trained, file);
    AtomicFile.write(folder.resolve(LABELS), String.join("\n", set.vocabulary().labels()) + "\n");
    Scores testing = run.scores(Partition.TESTING, cache);
    requireSame(testing, file, run, cache);
    return new TrainResult(
        model.label(),
        set.folders().root().toString(),
        set.split().name(),
        set.vocabulary().labels(),
        recipe,
        trained.parameters(),
        run.clips(),
        curve,
        run.scores(Partition.VALIDATION, cache),
        testing,
        epochs.get(),
        seconds,
        cpuSeconds,
        file.toString());
  }

  /** The file that was written must do exactly what the model in memory does. */
  private void requireSame(Scores testing, Path file, TrainingRun run, FeatureCache cache) {
    Network written = Network.of(ModelFormat.read(file), JUDGE_BATCH);
    Scores again =
        Scores.of(written, run.features(Partition.TESTING, cache), set.vocabulary().labels());
    if (!again.equals(testing)) {
      throw new IllegalStateException(
          "'%s' gets %d clips right but the model that was written %d"
              .formatted(file, again.correct(), testing.correct()));
    }
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }
}
