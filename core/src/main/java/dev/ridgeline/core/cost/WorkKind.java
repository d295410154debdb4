package dev.ridgeline.core.cost;

/** What kind of arithmetic an operator does: the classes by which costs are broken down. */
public enum WorkKind {
  CONVOLUTION("convolution"),
  MATMUL("matmul"),
  /** The additions of biases inside convolutions and linear layers. */
  BIAS("bias"),
  ELEMENTWISE("elementwise"),
  ACTIVATION("activation"),
  NORMALISATION("normalisation"),
  SOFTMAX("softmax"),
  POOLING("pooling"),
  REDUCTION("reduction"),
  QUANTISATION("quantisation"),
  /** Copies and views: no arithmetic. */
  MOVEMENT("movement"),
  OTHER("other");

  private final String label;

  WorkKind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
