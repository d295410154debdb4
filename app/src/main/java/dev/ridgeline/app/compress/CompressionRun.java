package dev.ridgeline.app.compress;

/**
 * One method on one trained network.
 *
 * @param settings everything that decides the result, in words
 * @param method the series
 * @param name of the method at this level
 * @param level bits, share of zeros, or share of multiply-accumulates
 * @param clips held-out clips
 * @param correct how many of them the saved model gets right
 * @param parameters that are not 0
 * @param bytes with packed weights
 * @param macs of one clip
 * @param model the saved file
 * @param fileBytes its size
 */
record CompressionRun(
    String settings,
    String method,
    String name,
    double level,
    int bits,
    String split,
    long seed,
    int clips,
    int correct,
    long parameters,
    long bytes,
    long macs,
    String model,
    long fileBytes) {
  double accuracy() {
    return (double) correct / clips;
  }
}
