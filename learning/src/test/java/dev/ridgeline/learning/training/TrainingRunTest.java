package dev.ridgeline.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.audio.wav.WavWriter;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.learning.data.Augmentation;
import dev.ridgeline.learning.data.FeatureCache;
import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.data.Partition;
import dev.ridgeline.learning.data.Split;
import dev.ridgeline.learning.data.Vocabulary;
import dev.ridgeline.learning.data.WordFolders;
import dev.ridgeline.learning.model.KeywordModel;
import dev.ridgeline.learning.network.Optimiser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TrainingRunTest {
  private static final int SPEAKERS = 40;

  @TempDir Path folder;

  /** Words are tones of their own pitch, each speaker's a little off, in noise. */
  @BeforeEach
  void makeSet() {
    List<String> words = List.of("no", "tree", "yes");
    for (int word = 0; word < words.size(); word++) {
      for (int speaker = 0; speaker < SPEAKERS; speaker++) {
        double hertz = 400 * Math.pow(2, word) * (1 + 0.002 * speaker);
        SplittableRandom random = new SplittableRandom(100 * word + speaker);
        short[] tone = new short[16_000];
        for (int i = 0; i < tone.length; i++) {
          double level = i > 4000 && i < 12_000 ? 8000 : 0;
          tone[i] =
              (short)
                  (level * Math.sin(2 * Math.PI * hertz * i / 16_000) + random.nextInt(-200, 200));
        }
        String name = "s%02d_nohash_0.wav".formatted(speaker);
        WavWriter.write(folder.resolve("set").resolve(words.get(word)).resolve(name), tone, 16_000);
      }
    }
  }

  private KeywordSet set(String words) {
    return KeywordSet.of(
        WordFolders.list(folder.resolve("set")), Vocabulary.of(words), new Split("speakers-1"));
  }

  private static Recipe recipe(int epochs, long seed) {
    return new Recipe(
        epochs, 16, Optimiser.Method.ADAM, 3e-3, 0, 0.1, 0.3, Augmentation.standard(), seed);
  }

  private TrainingRun run(KeywordModel model, Recipe recipe, String name) {
    return new TrainingRun(set("yes-no"), model, recipe, folder.resolve(name));
  }

  private FeatureCache cache() {
    return new FeatureCache(folder.resolve("features"));
  }

  private static Map<String, List<Float>> weights(Graph graph) {
    Map<String, List<Float>> weights = new LinkedHashMap<>();
    for (Map.Entry<String, Constant> constant : graph.constants().entrySet()) {
      int count = (int) constant.getValue().elements();
      weights.put(
          constant.getKey(),
          IntStream.range(0, count)
              .mapToObj(i -> constant.getValue().tensor().floatAt(i))
              .toList());
    }
    return weights;
  }

  @Test
  void learnsTonesToTheSameBitsEveryTime() {
    TrainingRun run = run(KeywordModel.DSCNN_S, recipe(6, 1), "a");
    List<EpochFigures> curve = run.train(cache(), _ -> {});
    assertThat(curve).hasSize(6);
    for (EpochFigures epoch : curve) {
      for (double value : epoch.values()) {
        assertThat(value).isFinite();
      }
    }
    assertThat(curve.getLast().trainingLoss()).isLessThan(0.8 * curve.getFirst().trainingLoss());
    TrainingRun again = run(KeywordModel.DSCNN_S, recipe(6, 1), "b");
    assertThat(again.train(cache(), _ -> {})).isEqualTo(curve);
    assertThat(weights(again.trained())).isEqualTo(weights(run.trained()));
    TrainingRun other = run(KeywordModel.DSCNN_S, recipe(6, 2), "c");
    assertThat(other.train(cache(), _ -> {})).isNotEqualTo(curve);
  }

  /** Stopped by what stands in for a kill: an error out of the report of an epoch. */
  @ParameterizedTest
  @EnumSource(
      value = KeywordModel.class,
      names = {"DSCNN_S", "TINYCONV"})
  void goesOnToTheModelOfAnUninterruptedRun(KeywordModel model) {
    TrainingRun whole = run(model, recipe(4, 1), "whole");
    List<EpochFigures> curve = whole.train(cache(), _ -> {});
    TrainingRun broken = run(model, recipe(4, 1), "broken");
    assertThatThrownBy(() ->
            broken.train(
                cache(),
                epoch -> {
                  if (epoch.epoch() == 2) {
                    throw new IllegalStateException("stopped");
                  }
                }))
        .hasMessage("stopped");
    TrainingRun resumed = run(model, recipe(4, 1), "broken");
    List<Integer> done = new ArrayList<>();
    assertThat(resumed.train(cache(), epoch -> done.add(epoch.epoch()))).isEqualTo(curve);
    assertThat(done).containsExactly(3, 4);
    assertThat(weights(resumed.trained())).isEqualTo(weights(whole.trained()));
    assertThat(resumed.scores(Partition.TESTING, cache()))
        .isEqualTo(whole.scores(Partition.TESTING, cache()));
  }

  @Test
  void aCheckpointOfOtherSettingsIsRefused() {
    run(KeywordModel.TINYCONV, recipe(1, 1), "run").train(cache(), _ -> {});
    TrainingRun other = run(KeywordModel.TINYCONV, recipe(2, 1), "run");
    assertThatThrownBy(() -> other.train(cache(), _ -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is of a run with other settings or data; name another --out");
  }

  @Test
  void everyClassNeedsClips() {
    KeywordSet set = set("yes,no,tree");
    assertThatThrownBy(
            () -> new TrainingRun(set, KeywordModel.TINYCONV, recipe(1, 1), folder.resolve("run")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("class '_unknown_' has no training clip");
  }

  @Test
  void aLossThatIsNoNumberStopsTheRun() {
    Recipe wild = new Recipe(30, 4, Optimiser.Method.SGD, 10, 0.99, 0, 0, Augmentation.none(), 1);
    assertThatThrownBy(() -> run(KeywordModel.TINYCONV, wild, "run").train(cache(), _ -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("give a lower rate");
  }

  @Test
  void recipesAreChecked() {
    assertThatThrownBy(() -> recipe(0, 1))
        .isInstanceOf(UserError.class)
        .hasMessage("training: epochs is 0, allowed is 1 to 10000; give a value in the range");
    assertThatThrownBy(() -> Optimiser.Method.named("lion"))
        .hasMessage("no optimiser 'lion'; choose adam or sgd");
    assertThatThrownBy(() -> Augmentation.named("wild"))
        .hasMessage("no augmentation 'wild'; choose standard, published or none");
  }

  @Test
  void theRateFallsAlongACosine() {
    Recipe recipe = recipe(4, 1);
    assertThat(recipe.rate(0, 100)).isEqualTo(3e-3);
    assertThat(recipe.rate(50, 100)).isCloseTo(1.5e-3, within(1e-9));
    assertThat(recipe.rate(99, 100)).isLessThan(1e-6);
  }

  /** The larger share of Beta(a, a) has mean 3/4 at a = 1 and is near 1 for small a. */
  @Test
  void blendsKeepSumsAndShares() {
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      sum += new Mixup(1).beta(random);
    }
    assertThat(sum / 10_000).isCloseTo(0.75, within(0.01));
    float[] features = {0, 10};
    float[] targets = {1, 0, 0, 1};
    new Mixup(0.3).blend(features, 1, targets, 2, 2, random);
    assertThat(features[0]).isBetween(0f, 5f);
    assertThat(targets[0] + targets[1]).isCloseTo(1, within(1e-6f));
    assertThat(features[0] / 10).isCloseTo(targets[1], within(1e-6f));
  }

  /** Counted by hand. */
  @Test
  void scoresCountPrecisionAndRecall() {
    float[] p = {0.9f, 0.1f, 0.2f, 0.8f, 0.6f, 0.4f, 0.5f, 0.5f};
    Scores scores = Scores.of(p, new int[] {0, 1, 1, 0}, List.of("a", "b"));
    assertThat(scores.correct()).isEqualTo(3);
    assertThat(scores.accuracy()).isEqualTo(0.75);
    assertThat(scores.confusion()).containsExactly(List.of(2, 0), List.of(1, 1));
    assertThat(scores.classes())
        .containsExactly(
            new Scores.ClassScores("a", 2, 2 / 3.0, 1), new Scores.ClassScores("b", 2, 1, 0.5));
  }
}
