package dev.ridgeline.primitives.study;

import dev.ridgeline.primitives.lowrank.LowRank;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Activations times transposed weights of a perceptron, with one of the two replaced by factors of
 * low rank: the mean squared error against the full product. Factors are used as two products,
 * never multiplied back.
 */
public final class RankStudy {
  private static final Map<String, List<Integer>> ACTIVATION_RANKS =
      Map.of("fc1", List.of(256, 128, 64, 16), "fc2", List.of(128, 64, 16), "fc3", List.of(64, 16));
  private static final Map<String, List<Integer>> WEIGHT_RANKS =
      Map.of("fc1", List.of(128, 16), "fc2", List.of(64, 16), "fc3", List.of(8));

  /**
   * One product.
   *
   * @param layer the layer
   * @param limited {@code activations} or {@code weights}
   * @param rank of the factors
   * @param meanSquaredError of the product
   * @param breakEvenRank of the matrix that is replaced
   */
  public record RankError(
      String layer, String limited, int rank, double meanSquaredError, double breakEvenRank) {}

  private RankStudy() {}

  /** All layers of the folder with {@code act.0.npy} and {@code fc1.weight.npy} to fc3. */
  public static List<RankError> of(Path folder) {
    List<RankError> errors = new ArrayList<>();
    for (int layer = 1; layer <= 3; layer++) {
      String name = "fc" + layer;
      NpyMatrix activations = NpyMatrix.read(folder.resolve("act.%d.npy".formatted(layer - 1)));
      NpyMatrix weights = NpyMatrix.read(folder.resolve(name + ".weight.npy"));
      errors.addAll(layer(name, activations, weights));
    }
    return errors;
  }

  private static List<RankError> layer(String name, NpyMatrix activations, NpyMatrix weights) {
    NpyMatrix turned = weights.transposed();
    double[] full = times(activations, turned).values();
    List<RankError> errors = new ArrayList<>();
    LowRank ofActivations = decompose(activations);
    for (int rank : ACTIVATION_RANKS.getOrDefault(name, List.of())) {
      LowRank.Factors factors = ofActivations.factors(rank);
      NpyMatrix right = new NpyMatrix(rank, activations.columns(), factors.right());
      NpyMatrix left = new NpyMatrix(activations.rows(), rank, factors.left());
      double[] product = times(left, times(right, turned)).values();
      errors.add(error(name, "activations", rank, product, full, activations));
    }
    LowRank ofWeights = decompose(weights);
    for (int rank : WEIGHT_RANKS.getOrDefault(name, List.of())) {
      LowRank.Factors factors = ofWeights.factors(rank);
      NpyMatrix right = new NpyMatrix(rank, weights.columns(), factors.right()).transposed();
      NpyMatrix left = new NpyMatrix(weights.rows(), rank, factors.left()).transposed();
      double[] product = times(times(activations, right), left).values();
      errors.add(error(name, "weights", rank, product, full, weights));
    }
    return errors;
  }

  private static LowRank decompose(NpyMatrix matrix) {
    return LowRank.of(matrix.rows(), matrix.columns(), matrix.values());
  }

  private static NpyMatrix times(NpyMatrix a, NpyMatrix b) {
    double[] c = ProductStudy.product(a.rows(), b.columns(), a.columns(), a.values(), b.values());
    return new NpyMatrix(a.rows(), b.columns(), c);
  }

  private static RankError error(
      String layer, String limited, int rank, double[] product, double[] full, NpyMatrix replaced) {
    double sum = 0;
    for (int i = 0; i < full.length; i++) {
      sum += (product[i] - full[i]) * (product[i] - full[i]);
    }
    return new RankError(
        layer,
        limited,
        rank,
        sum / full.length,
        LowRank.breakEvenRank(replaced.rows(), replaced.columns()));
  }
}
