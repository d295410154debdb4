package dev.ridgeline.core.cost;

/**
 * Bytes between processor and memory under three named models. Weights are counted once a batch.
 *
 * @param eagerBytes every operator reads its inputs from memory and writes its outputs there; views
 *     (Reshape, Flatten, Squeeze, Unsqueeze, Identity) move nothing
 * @param fusedBytes only convolutions and matrix products touch memory; everything between them is
 *     fused into them
 * @param idealBytes parameters, network inputs and network outputs cross once; everything else
 *     stays on chip
 */
public record Traffic(long eagerBytes, long fusedBytes, long idealBytes) {
  public static final Traffic NONE = new Traffic(0, 0, 0);

  /** The models by name. */
  public enum Model {
    EAGER,
    FUSED,
    IDEAL
  }

  public long bytes(Model model) {
    return switch (model) {
      case EAGER -> eagerBytes;
      case FUSED -> fusedBytes;
      case IDEAL -> idealBytes;
    };
  }

  Traffic plus(Traffic other) {
    return new Traffic(
        Math.addExact(eagerBytes, other.eagerBytes),
        Math.addExact(fusedBytes, other.fusedBytes),
        Math.addExact(idealBytes, other.idealBytes));
  }
}
