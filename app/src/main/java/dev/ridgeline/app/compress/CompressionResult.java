package dev.ridgeline.app.compress;

import java.util.List;

/**
 * The study's figures.
 *
 * @param model what was made smaller
 * @param words its words
 * @param starts trained networks
 * @param points by method and level
 * @param runs by trained network
 */
record CompressionResult(
    String schema,
    String model,
    String words,
    int starts,
    List<CompressionPoint> points,
    List<CompressionRun> runs,
    String folder) {
  static final String SCHEMA = "ridgeline.study-compression/1";

  CompressionResult {
    points = List.copyOf(points);
    runs = List.copyOf(runs);
  }
}
