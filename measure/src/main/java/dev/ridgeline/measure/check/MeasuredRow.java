package dev.ridgeline.measure.check;

import java.util.OptionalDouble;

/**
 * One measurement as somebody stated it. What is missing is empty; nothing is corrected here.
 *
 * @param line where it stands, from 1, for messages
 * @param model name of the model
 * @param batch items in one run
 * @param device what it ran on; empty if not said
 * @param series everything else that tells rows apart: engine, precision, threads
 * @param work operations or multiply-accumulates as stated, see {@link MeasuredTable}
 * @param parameters trained elements
 * @param seconds time of one run
 * @param uncertainty half the interval of the time, relative; 0 if not said
 * @param itemsPerSecond throughput
 * @param flopsPerSecond rate of arithmetic that is said to be reached
 * @param bytes bytes moved in one run
 * @param flopsPerByte intensity
 * @param level memory level that bytes or intensity are about; empty if not said
 * @param peakFlopsPerSecond peak of the device
 * @param bytesPerSecond bandwidth of the device
 * @param side height and width of the images; 0 if not said
 * @param correlation a coefficient of correlation that stands in the row
 */
public record MeasuredRow(
    int line,
    String model,
    double batch,
    String device,
    String series,
    OptionalDouble work,
    OptionalDouble parameters,
    OptionalDouble seconds,
    double uncertainty,
    OptionalDouble itemsPerSecond,
    OptionalDouble flopsPerSecond,
    OptionalDouble bytes,
    OptionalDouble flopsPerByte,
    String level,
    OptionalDouble peakFlopsPerSecond,
    OptionalDouble bytesPerSecond,
    int side,
    OptionalDouble correlation) {

  /** A row of latency alone. */
  public static MeasuredRow latency(
      int line, String model, double batch, String series, double seconds, double uncertainty) {
    OptionalDouble none = OptionalDouble.empty();
    return new MeasuredRow(
        line,
        model,
        batch,
        "",
        series,
        none,
        none,
        OptionalDouble.of(seconds),
        uncertainty,
        none,
        none,
        none,
        none,
        "",
        none,
        none,
        0,
        none);
  }

  /** What rows must share so that only the batch tells them apart. */
  String withoutBatch() {
    return model + "\n" + device + "\n" + series + "\n" + side;
  }

  /** How messages call it. */
  String label() {
    return "%s at batch %s".formatted(model, Wording.number(batch))
        + (device.isEmpty() ? "" : " on " + device);
  }
}
