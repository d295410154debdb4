package dev.ridgeline.app.kws;

import dev.ridgeline.learning.training.EpochFigures;
import dev.ridgeline.learning.training.Recipe;
import dev.ridgeline.learning.training.Scores;
import java.util.List;

/**
 * What a training gave, as {@code --json} prints it; see docs/json.md.
 *
 * @param model its name
 * @param data folder of recordings
 * @param split how partitions were made
 * @param labels the classes
 * @param recipe how it was trained
 * @param parameters trained numbers of the model
 * @param clips training clips of an epoch
 * @param curve the epochs
 * @param validation the trained model on the validation clips
 * @param testing the trained model on the clips that are held out
 * @param epochsNow epochs of this run; the others were done before
 * @param secondsNow wall time of those
 * @param cpuSecondsNow time on the processors of those
 * @param onnx the trained model
 */
record TrainResult(
    String model,
    String data,
    String split,
    List<String> labels,
    Recipe recipe,
    long parameters,
    int clips,
    List<EpochFigures> curve,
    Scores validation,
    Scores testing,
    int epochsNow,
    double secondsNow,
    double cpuSecondsNow,
    String onnx) {
  static final String SCHEMA = "ridgeline.kws-train/1";

  TrainResult {
    labels = List.copyOf(labels);
    curve = List.copyOf(curve);
  }
}
