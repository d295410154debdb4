package dev.ridgeline.app.compress;

import dev.ridgeline.app.cli.JsonText;
import dev.ridgeline.app.data.KeywordData;
import dev.ridgeline.app.model.ModelFormat;
import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.formats.onnx.OnnxWriter;
import dev.ridgeline.learning.compress.Compressed;
import dev.ridgeline.learning.compress.Compression;
import dev.ridgeline.learning.compress.Method;
import dev.ridgeline.learning.data.ClipSource;
import dev.ridgeline.learning.data.FeatureCache;
import dev.ridgeline.learning.data.FeatureSet;
import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.data.Partition;
import dev.ridgeline.learning.model.KeywordModel;
import dev.ridgeline.learning.training.Recipe;
import dev.ridgeline.learning.training.SavedModelScores;
import dev.ridgeline.learning.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the tasks of the study one after the other. Each leaves its model and then its figures in
 * files; a task whose figures are there under the same settings is not run again.
 */
final class CompressionTasks {
  private final KeywordModel model;
  private final Path data;
  private final String words;
  private final int epochs;
  private final Path folder;
  private final Path trainedFolder;
  private final FeatureCache cache;
  private final Consumer<String> progress;
  private int done;

  /** Where things lie, and how long networks are trained first. */
  record Places(Path data, Path folder, Path trained, Path features) {}

  CompressionTasks(
      KeywordModel model, String words, int epochs, Places places, Consumer<String> progress) {
    this.model = model;
    this.words = words;
    this.epochs = epochs;
    data = places.data();
    folder = places.folder();
    trainedFolder = places.trained();
    cache = new FeatureCache(places.features());
    this.progress = progress;
  }

  /** Tasks that were run now, not found. */
  int done() {
    return done;
  }

  List<CompressionRun> run(List<CompressionGrid.Start> starts, List<Method> methods) {
    List<CompressionRun> runs = new ArrayList<>();
    for (CompressionGrid.Start start : starts) {
      runs.addAll(run(start, methods, runs.size(), starts.size() * methods.size()));
    }
    return List.copyOf(runs);
  }

  private List<CompressionRun> run(
      CompressionGrid.Start start, List<Method> methods, int before, int all) {
    KeywordSet set = KeywordData.set(data, words, start.split(), List.of());
    Path place = folder.resolve(start.split() + "-" + start.seed());
    List<CompressionRun> runs = new ArrayList<>();
    Optional<Graph> trained = Optional.empty();
    for (Method method : methods) {
      String settings = settings(set, start, method);
      Path figures = place.resolve(method.label() + ".json");
      Optional<CompressionRun> known = known(figures, settings);
      if (known.isEmpty()) {
        trained = trained.isPresent() ? trained : Optional.of(trained(set, start));
        known = Optional.of(one(set, start, method, trained.get(), place, settings));
        AtomicFile.write(figures, JsonText.of(known.get()) + "\n");
        done++;
        progress.accept(
            "%d of %d: %s, split %s, seed %d: %.1f %%"
                .formatted(
                    before + runs.size() + 1,
                    all,
                    method.label(),
                    start.split(),
                    start.seed(),
                    100 * known.get().accuracy()));
      }
      runs.add(known.get());
    }
    return runs;
  }

  private Graph trained(KeywordSet set, CompressionGrid.Start start) {
    Path place =
        trainedFolder.resolve("%s-%s-%d".formatted(model.label(), start.split(), start.seed()));
    TrainingRun run = new TrainingRun(set, model, Recipe.standard(epochs, start.seed()), place);
    run.train(
        cache,
        epoch ->
            progress.accept(
                "training %s, split %s, seed %d: epoch %d of %d"
                    .formatted(model.label(), start.split(), start.seed(), epoch.epoch(), epochs)));
    return run.trained();
  }

  private CompressionRun one(
      KeywordSet set,
      CompressionGrid.Start start,
      Method method,
      Graph trained,
      Path place,
      String settings) {
    Compressed made = new Compression(set, model, start.seed()).apply(method, trained, cache);
    Path file = place.resolve(method.label() + ".onnx");
    OnnxWriter.write(made.graph(), file);
    FeatureSet held =
        cache.features(set.examples(Partition.TESTING), ClipSource.of(set), model.frontEnd());
    int correct =
        SavedModelScores.of(ModelFormat.read(file), held, set.vocabulary().labels()).correct();
    return new CompressionRun(
        settings,
        method.series(),
        method.label(),
        method.level(),
        method.bits(),
        start.split(),
        start.seed(),
        held.clips(),
        correct,
        made.parameters(),
        made.bytes(),
        made.macs(),
        folder.relativize(file).toString(),
        size(file));
  }

  private String settings(KeywordSet set, CompressionGrid.Start start, Method method) {
    return "%s %s %s %d epochs, clips %d %d %d"
        .formatted(
            model.label(),
            start,
            method,
            epochs,
            set.examples(Partition.TRAINING).size(),
            set.examples(Partition.VALIDATION).size(),
            set.examples(Partition.TESTING).size());
  }

  private static Optional<CompressionRun> known(Path figures, String settings) {
    if (!Files.exists(figures)) {
      return Optional.empty();
    }
    try {
      CompressionRun run =
          JsonMapper.shared().readValue(Files.readString(figures), CompressionRun.class);
      return Optional.of(run).filter(r -> settings.equals(r.settings()));
    } catch (IOException | JacksonException e) {
      throw new UserError(
          "cannot read the figures '%s': %s; delete the file to have them anew"
              .formatted(figures, e.getMessage()),
          e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UserError("cannot read '%s': %s".formatted(file, e.getMessage()), e);
    }
  }
}
