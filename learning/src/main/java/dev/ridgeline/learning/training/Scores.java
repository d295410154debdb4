package dev.ridgeline.learning.training;

import dev.ridgeline.learning.data.FeatureSet;
import dev.ridgeline.learning.network.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * How a model did on a set: precision is {@code right / predicted}, recall {@code right / clips}; 0
 * where nothing was predicted or there.
 *
 * @param clips how many
 * @param correct clips whose largest probability is that of their class, the first of equal ones
 * @param accuracy {@code correct / clips}
 * @param loss mean cross-entropy
 * @param classes figures by class
 * @param confusion {@code [class][predicted]} counts
 */
public record Scores(
    int clips,
    int correct,
    double accuracy,
    double loss,
    List<ClassScores> classes,
    List<List<Integer>> confusion) {
  /** Copies the lists. */
  public Scores {
    classes = List.copyOf(classes);
    confusion = confusion.stream().map(List::copyOf).toList();
  }

  /** A class: its name, its clips, and how many of those taken for it and of its own are right. */
  public record ClassScores(String label, int clips, double precision, double recall) {}

  /** Runs a network on a set. */
  public static Scores of(Network network, FeatureSet set, List<String> labels) {
    return of(network.probabilities(set.features(), set.clips()), set.labels(), labels);
  }

  /** Judges probabilities, as many for each clip as there are labels. */
  static Scores of(float[] probabilities, int[] expected, List<String> labels) {
    int n = labels.size();
    int[][] confusion = new int[n][n];
    double loss = 0;
    int correct = 0;
    for (int i = 0; i < expected.length; i++) {
      int best = 0;
      for (int c = 1; c < n; c++) {
        best = probabilities[i * n + c] > probabilities[i * n + best] ? c : best;
      }
      confusion[expected[i]][best]++;
      correct += best == expected[i] ? 1 : 0;
      loss -= Math.log(Math.max(probabilities[i * n + expected[i]], Float.MIN_NORMAL));
    }
    List<ClassScores> classes = new ArrayList<>();
    List<List<Integer>> rows = new ArrayList<>();
    for (int c = 0; c < n; c++) {
      int predicted = 0;
      int there = 0;
      List<Integer> row = new ArrayList<>();
      for (int other = 0; other < n; other++) {
        predicted += confusion[other][c];
        there += confusion[c][other];
        row.add(confusion[c][other]);
      }
      rows.add(row);
      double right = confusion[c][c];
      classes.add(
          new ClassScores(
              labels.get(c), there, right / Math.max(1, predicted), right / Math.max(1, there)));
    }
    int clips = expected.length;
    double of = Math.max(1, clips);
    return new Scores(clips, correct, correct / of, loss / of, classes, rows);
  }
}
