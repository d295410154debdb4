package dev.ridgeline.learning.training;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.learning.data.ClipSource;
import dev.ridgeline.learning.data.Example;
import dev.ridgeline.learning.data.FeatureCache;
import dev.ridgeline.learning.data.FeatureSet;
import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.data.Partition;
import dev.ridgeline.learning.data.Seeds;
import dev.ridgeline.learning.data.TrainingClips;
import dev.ridgeline.learning.model.KeywordModel;
import dev.ridgeline.learning.network.Network;
import dev.ridgeline.learning.network.Optimiser;
import dev.ridgeline.learning.network.TrainingState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * Trains a keyword spotter on a set. A checkpoint is written after every epoch; a run that finds
 * one of the same model, recipe and recordings goes on from it. The bits of the model depend on
 * these alone: not on threads, their number, or where a run was interrupted.
 *
 * <p>The weights of the last epoch are the model: the rate has fallen to nothing there, and nothing
 * is chosen by looking at figures. Clips left over by whole batches wait for the next epoch's
 * order.
 */
public final class TrainingRun {
  /** The checkpoint in the run's folder. */
  public static final String CHECKPOINT = "checkpoint.rlckpt";

  /** Clips whose features are made at once. */
  private static final int PIECE_BATCHES = 32;

  private final KeywordSet set;
  private final KeywordModel model;
  private final Recipe recipe;
  private final Path checkpoint;
  private final ClipSource source;
  private final Network network;
  private final Optimiser optimiser;
  private final TrainingState state;
  private final TrainingClips clips;
  private final int batch;
  private final List<EpochFigures> curve = new ArrayList<>();

  /**
   * A run.
   *
   * @param folder where the checkpoint stands
   * @throws UserError if a class has no clip in a partition, or recordings of noise cannot be read
   */
  public TrainingRun(KeywordSet set, KeywordModel model, Recipe recipe, Path folder) {
    for (Partition partition : Partition.values()) {
      set.requireEveryClass(partition);
    }
    this.set = set;
    this.model = model;
    this.recipe = recipe;
    checkpoint = folder.resolve(CHECKPOINT);
    source = ClipSource.of(set);
    clips = new TrainingClips(set, source, model.frontEnd(), recipe.augmentation(), recipe.seed());
    batch = Math.min(recipe.batch(), clips.count());
    network = Network.of(model.graph(set.vocabulary().classes(), recipe.seed()), batch);
    optimiser = new Optimiser(network, recipe.method(), recipe.decay());
    state = new TrainingState(network, optimiser);
  }

  /**
   * Trains all epochs that are not done yet.
   *
   * @param progress is told each epoch when its checkpoint stands
   * @return the figures of all epochs
   * @throws UserError if the checkpoint is of another run, or the loss is no number any more
   */
  public List<EpochFigures> train(FeatureCache cache, Consumer<EpochFigures> progress) {
    String fingerprint = fingerprint();
    FeatureSet validation = features(Partition.VALIDATION, cache);
    if (Files.exists(checkpoint)) {
      double[] done = state.read(checkpoint, fingerprint);
      for (int at = 0; at < done.length; at += EpochFigures.VALUES) {
        curve.add(EpochFigures.of(curve.size() + 1, done, at));
      }
    }
    while (curve.size() < recipe.epochs()) {
      EpochFigures figures = epoch(curve.size() + 1, validation);
      curve.add(figures);
      double[] values = curve.stream().flatMapToDouble(e -> Arrays.stream(e.values())).toArray();
      state.write(checkpoint, fingerprint, values);
      progress.accept(figures);
    }
    return List.copyOf(curve);
  }

  /** Blends of a step, by the seed. */
  private void mix(float[] inputs, float[] targets, long step) {
    new Mixup(recipe.mixup())
        .blend(
            inputs,
            network.inputSize(),
            targets,
            network.classes(),
            batch,
            Seeds.stream(recipe.seed(), "mixup", step));
  }

  private EpochFigures epoch(int epoch, FeatureSet validation) {
    int classes = network.classes();
    int steps = clips.count() / batch;
    int[] order = clips.order(epoch);
    double loss = 0;
    int correct = 0;
    for (int from = 0; from < steps; from += PIECE_BATCHES) {
      int count = Math.min(PIECE_BATCHES, steps - from);
      int[] piece = Arrays.copyOfRange(order, from * batch, (from + count) * batch);
      FeatureSet features = clips.features(piece, epoch);
      int size = features.frontEnd().size();
      for (int step = 0; step < count; step++) {
        int at = step * batch;
        float[] targets = recipe.targets(features.labels(), at, batch, classes);
        float[] inputs = Arrays.copyOfRange(features.features(), at * size, (at + batch) * size);
        long done = (long) (epoch - 1) * steps + from + step;
        mix(inputs, targets, done);
        loss += network.gradient(inputs, targets, batch);
        correct += network.correct(targets, batch);
        optimiser.step(recipe.rate(done, (long) recipe.epochs() * steps));
      }
    }
    requireNumber(loss, epoch);
    Scores scores = Scores.of(network, validation, set.vocabulary().labels());
    int seen = steps * batch;
    return new EpochFigures(
        epoch, loss / seen, (double) correct / seen, scores.loss(), scores.accuracy());
  }

  private void requireNumber(double loss, int epoch) {
    if (!Double.isFinite(loss)) {
      throw new UserError(
          "the loss is %s in epoch %d at rate %s; give a lower rate"
              .formatted(loss, epoch, recipe.rate()));
    }
  }

  /** How the model as it is now does on a partition, its clips as they are. */
  public Scores scores(Partition partition, FeatureCache cache) {
    return Scores.of(network, features(partition, cache), set.vocabulary().labels());
  }

  /** Features of a partition as it is tested. */
  public FeatureSet features(Partition partition, FeatureCache cache) {
    return cache.features(set.examples(partition), source, model.frontEnd());
  }

  /** The graph with the weights as they are now. */
  public Graph trained() {
    return network.trained();
  }

  /** Clips of an epoch. */
  public int clips() {
    return clips.count() / batch * batch;
  }

  /** Everything that decides the course of the run. */
  private String fingerprint() {
    return "%s %s %s %s".formatted(model.label(), recipe, set.split().name(), recordings());
  }

  private String recordings() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Partition partition : Partition.values()) {
        for (Example example : set.examples(partition)) {
          String line = "%s %s %d\n".formatted(partition, example.key(), example.label());
          digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
