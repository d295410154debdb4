package dev.ridgeline.app.primitives;

import dev.ridgeline.app.bench.AvailableMemory;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.RidgelineEngine;
import dev.ridgeline.learning.digits.Digits;
import dev.ridgeline.learning.digits.Perceptron;
import dev.ridgeline.learning.digits.PerceptronTraining;
import dev.ridgeline.learning.digits.Recipe;
import dev.ridgeline.learning.digits.Score;
import dev.ridgeline.measure.latency.Candidate;
import dev.ridgeline.measure.latency.ExecutableSubject;
import dev.ridgeline.measure.latency.LatencyResult;
import dev.ridgeline.measure.latency.Outcome;
import dev.ridgeline.measure.latency.Session;
import dev.ridgeline.measure.latency.SessionPlan;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.primitives.lowrank.LowRank;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains a perceptron on digits, factors its hidden layers at a grid of ranks, trains each a little
 * further, and measures accuracy and time of all of them on the compiled engine, the times in
 * turns.
 */
final class PerceptronRankStudy {
  /** Images held out from training, for the choice. */
  static final int HELD_OUT = 5000;

  private static final int MOST_POINTS = 100;
  private static final int[] BATCHES = {1, 256};
  private static final SessionPlan TIMES =
      new SessionPlan(
          Optional.empty(),
          3,
          AvailableMemory.bytes(),
          Duration.ofMillis(300),
          Duration.ofMillis(150),
          0.01);

  private final Settings settings;
  private final EngineOptions engine;
  private final Consumer<String> progress;
  private final Digits learnt;
  private final Digits heldOut;
  private final Digits test;

  /**
   * What is studied.
   *
   * @param hidden units of the hidden layers
   * @param ranks taken for every hidden layer, in all combinations
   * @param recipe of the training
   * @param fineTuningEpochs that follow factoring
   * @param accuracyLimit of the choice
   */
  record Settings(
      List<Integer> hidden,
      List<Integer> ranks,
      Recipe recipe,
      int fineTuningEpochs,
      double accuracyLimit) {
    /** A share of the first rate: the weights are near where they should be. */
    private static final double FINE_RATE = 0.2;

    Settings {
      if (ranks.isEmpty() || Math.pow(ranks.size(), hidden.size()) > MOST_POINTS) {
        throw new UserError(
            "%d ranks for each of %d hidden layers; at most %d combinations are taken, give fewer with --ranks"
                .formatted(ranks.size(), hidden.size(), MOST_POINTS));
      }
      if (fineTuningEpochs < 0 || fineTuningEpochs > 100) {
        throw new UserError("--fine-tune is %d epochs; give 0 to 100".formatted(fineTuningEpochs));
      }
      if (!(accuracyLimit > 0 && accuracyLimit < 100)) {
        throw new UserError(
            "--accuracy is %s %%; give more than 0 and less than 100".formatted(accuracyLimit));
      }
    }

    Recipe fineTuning() {
      return new Recipe(
          recipe.optimiser().withRate(FINE_RATE * recipe.optimiser().rate()),
          fineTuningEpochs,
          recipe.batch(),
          recipe.smoothing(),
          recipe.seed() + 1);
    }
  }

  private record Trained(
      List<Integer> ranks, Perceptron perceptron, double factored, double heldOut, double test) {}

  PerceptronRankStudy(
      Settings settings,
      Digits train,
      Digits test,
      EngineOptions engine,
      Consumer<String> progress) {
    this.settings = settings;
    this.engine = engine;
    this.progress = progress;
    if (train.count() < 2 * HELD_OUT) {
      throw new UserError(
          "%d images to learn from, %d of them held out for the choice; give at least %d"
              .formatted(train.count(), HELD_OUT, 2 * HELD_OUT));
    }
    this.learnt = train.part(0, train.count() - HELD_OUT);
    this.heldOut = train.part(train.count() - HELD_OUT, train.count());
    this.test = test;
  }

  PerceptronRanks run() {
    Perceptron start = Perceptron.initial(settings.hidden(), settings.recipe().seed());
    List<List<Integer>> grid = grid();
    grid.forEach(ranks -> start.requireRanks(withOutput(ranks)));
    Perceptron whole =
        PerceptronTraining.run(start, settings.recipe(), learnt, heldOut, engine, progress)
            .perceptron();
    List<LowRank> decompositions = whole.decompositions();
    List<Trained> all = new ArrayList<>();
    double own = Score.of(whole, test, engine).accuracy();
    all.add(
        new Trained(
            Collections.nCopies(settings.hidden().size(), 0),
            whole,
            own,
            Score.of(whole, heldOut, engine).accuracy(),
            own));
    for (List<Integer> ranks : grid) {
      progress.accept("ranks " + ranks + ", " + all.size() + " of " + grid.size());
      all.add(trained(ranks, whole.factored(decompositions, withOutput(ranks))));
    }
    return result(all, times(all));
  }

  /** All combinations, the last layer's rank changing first. */
  private List<List<Integer>> grid() {
    List<List<Integer>> grid = List.of(List.of());
    for (int layer = 0; layer < settings.hidden().size(); layer++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> ranks : grid) {
        for (int rank : settings.ranks()) {
          List<Integer> next = new ArrayList<>(ranks);
          next.add(rank);
          longer.add(next);
        }
      }
      grid = longer;
    }
    return grid;
  }

  /** The output layer is small and stays whole. */
  private static List<Integer> withOutput(List<Integer> ranks) {
    List<Integer> all = new ArrayList<>(ranks);
    all.add(0);
    return all;
  }

  private Trained trained(List<Integer> ranks, Perceptron factored) {
    double before = Score.of(factored, test, engine).accuracy();
    Perceptron now =
        settings.fineTuningEpochs() == 0
            ? factored
            : PerceptronTraining.run(
                    factored, settings.fineTuning(), learnt, heldOut, engine, _ -> {})
                .perceptron();
    return new Trained(
        ranks,
        now,
        before,
        Score.of(now, heldOut, engine).accuracy(),
        Score.of(now, test, engine).accuracy());
  }

  private static String name(Trained t, int batch) {
    return "ranks " + t.ranks() + ", batch " + batch;
  }

  private Map<String, LatencyResult> times(List<Trained> all) {
    List<Candidate> candidates = new ArrayList<>();
    for (int batch : BATCHES) {
      for (Trained t : all) {
        ExecutableSubject subject =
            new ExecutableSubject(
                () -> RidgelineEngine.of(t.perceptron().graph(batch), engine),
                Map.of(Perceptron.INPUT, TensorType.f32(batch, Digits.PIXELS)),
                Map.of(),
                settings.recipe().seed());
        long bytes = 16L * t.perceptron().parameters() + (8L << 20);
        candidates.add(new Candidate(name(t, batch), batch, subject, 1e9, 1e6, bytes));
      }
    }
    Map<String, LatencyResult> times = new LinkedHashMap<>();
    for (Outcome outcome : Session.run(candidates, TIMES, progress)) {
      String name = outcome.candidate().name();
      switch (outcome) {
        case Outcome.Measured(_, var latency) -> times.put(name, latency);
        case Outcome.Failed(_, var reason) ->
            throw new UserError("%s could not be measured: %s".formatted(name, reason));
        case Outcome.LeftOut(_, var reason) ->
            throw new UserError("%s could not be measured: %s".formatted(name, reason));
      }
    }
    return times;
  }

  private PerceptronRanks result(List<Trained> all, Map<String, LatencyResult> times) {
    Trained whole = all.getFirst();
    List<PerceptronRanks.Point> points = all.stream().map(t -> point(t, all, times)).toList();
    List<PerceptronRanks.Point> factored = points.subList(1, points.size());
    LatencyResult any = times.values().iterator().next();
    return new PerceptronRanks(
        PerceptronRanks.SCHEMA,
        whole.perceptron().text(),
        "%s, %d epochs, %d images a step, labels smoothed by %s, %d images; after factoring %d epochs at %s of the rate"
            .formatted(
                settings.recipe().optimiser().text(),
                settings.recipe().epochs(),
                settings.recipe().batch(),
                settings.recipe().smoothing(),
                learnt.count(),
                settings.fineTuningEpochs(),
                Settings.FINE_RATE),
        settings.fineTuningEpochs(),
        heldOut.count(),
        test.count(),
        settings.recipe().seed(),
        engine.threads(),
        engine.target().name(),
        CpuReader.system().label(),
        points.getFirst(),
        factored,
        settings.accuracyLimit(),
        chosen(factored),
        any.clock(),
        LatencyResult.EXCLUDES);
  }

  /**
   * The fewest parameters whose held-out accuracy keeps the limit with a standard error to spare.
   */
  private List<Integer> chosen(List<PerceptronRanks.Point> points) {
    return points.stream()
        .filter(p -> 100 * (p.heldOutAccuracy() - standardError(p)) >= settings.accuracyLimit())
        .min(Comparator.comparingLong(PerceptronRanks.Point::parameters))
        .map(PerceptronRanks.Point::ranks)
        .orElse(List.of());
  }

  private double standardError(PerceptronRanks.Point p) {
    return Math.sqrt(p.heldOutAccuracy() * (1 - p.heldOutAccuracy()) / heldOut.count());
  }

  private static PerceptronRanks.Point point(
      Trained t, List<Trained> all, Map<String, LatencyResult> times) {
    Trained whole = all.getFirst();
    long parameters = t.perceptron().parameters();
    boolean pareto =
        all.stream()
            .noneMatch(other ->
                other.perceptron().parameters() <= parameters
                    && other.heldOut() >= t.heldOut()
                    && (other.perceptron().parameters() < parameters
                        || other.heldOut() > t.heldOut()));
    return new PerceptronRanks.Point(
        t.ranks(),
        t.perceptron().text(),
        parameters,
        (double) whole.perceptron().parameters() / (double) parameters,
        t.factored(),
        t.heldOut(),
        t.test(),
        time(t, whole, 1, times),
        time(t, whole, 256, times),
        pareto);
  }

  private static PerceptronRanks.Time time(
      Trained t, Trained whole, int batch, Map<String, LatencyResult> times) {
    LatencyResult own = Objects.requireNonNull(times.get(name(t, batch)));
    LatencyResult base = Objects.requireNonNull(times.get(name(whole, batch)));
    return new PerceptronRanks.Time(
        own.medianMillis(),
        own.spread(),
        own.samples(),
        own.contended(),
        base.medianMillis() / own.medianMillis());
  }
}
