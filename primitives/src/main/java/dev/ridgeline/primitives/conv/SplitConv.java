package dev.ridgeline.primitives.conv;

import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.NumberFormat;
import dev.ridgeline.primitives.number.Phase;
import dev.ridgeline.primitives.number.Precision;
import java.util.List;
import java.util.Optional;

/**
 * A convolution with groups, stride, dilation and padding by a {@link DenseAlgorithm}: groups one
 * after the other, strides by polyphase parts whose results add up, dilation by shifted phases.
 */
public final class SplitConv implements ConvAlgorithm {
  private final DenseAlgorithm dense;

  public SplitConv(DenseAlgorithm dense) {
    this.dense = dense;
  }

  @Override
  public String name() {
    return dense.name();
  }

  @Override
  public double predictedK(ConvProblem problem) {
    double most = 0;
    List<PolyphaseSplit.Part> columns = PolyphaseSplit.of(problem.columns());
    for (PolyphaseSplit.Part row : PolyphaseSplit.of(problem.rows())) {
      for (PolyphaseSplit.Part column : columns) {
        most = Math.max(most, dense.predictedK(part(problem, row, column)));
      }
    }
    return most;
  }

  private static DenseProblem part(
      ConvProblem problem, PolyphaseSplit.Part row, PolyphaseSplit.Part column) {
    return new DenseProblem(
        problem.batch(),
        problem.groupInChannels(),
        problem.groupOutChannels(),
        row.outputs(),
        column.outputs(),
        row.taps(),
        column.taps());
  }

  @Override
  public ConvOutcome run(
      ConvProblem problem, double[] input, double[] filter, Precision precision) {
    Run run = new Run(problem, input, filter, precision);
    List<PolyphaseSplit.Part> columns = PolyphaseSplit.of(problem.columns());
    for (PolyphaseSplit.Part row : PolyphaseSplit.of(problem.rows())) {
      for (PolyphaseSplit.Part column : columns) {
        Optional<ConvOutcome.Unsupported> refusal =
            dense.refusal(part(problem, row, column), precision);
        if (refusal.isPresent()) {
          return refusal.get();
        }
        for (int group = 0; group < problem.groups(); group++) {
          run.add(row, column, group);
        }
      }
    }
    NumberFormat storage = precision.storage(Phase.OUTPUT_TRANSFORM);
    return new ConvOutcome.Computed(Stores.output(storage, run.output));
  }

  private final class Run {
    private final ConvProblem problem;
    private final ImageReader image;
    private final double[] filter;
    private final Precision precision;
    private final double[] output;

    Run(ConvProblem problem, double[] input, double[] filter, Precision precision) {
      this.problem = problem;
      this.image = new ImageReader(problem, input);
      this.filter = filter;
      this.precision = precision;
      this.output = new double[problem.outputSize()];
    }

    void add(PolyphaseSplit.Part row, PolyphaseSplit.Part column, int group) {
      DenseProblem part = part(problem, row, column);
      double[] y =
          dense.run(part, input(row, column, group), filter(row, column, group), precision);
      FloatFormat arithmetic = precision.arithmetic(Phase.OUTPUT_TRANSFORM);
      int at = 0;
      for (int n = 0; n < problem.batch(); n++) {
        for (int o = 0; o < part.outChannels(); o++) {
          int plane = n * problem.outChannels() + group * part.outChannels() + o;
          for (int i = 0; i < row.outputs(); i++) {
            int line = plane * problem.rows().output() + row.outputFirst() + i * row.outputStep();
            for (int j = 0; j < column.outputs(); j++) {
              int place =
                  line * problem.columns().output()
                      + column.outputFirst()
                      + j * column.outputStep();
              output[place] = arithmetic.add(output[place], y[at++]);
            }
          }
        }
      }
    }

    private double[] input(PolyphaseSplit.Part row, PolyphaseSplit.Part column, int group) {
      int channels = problem.groupInChannels();
      double[] x = new double[problem.batch() * channels * row.inputs() * column.inputs()];
      int at = 0;
      for (int n = 0; n < problem.batch(); n++) {
        for (int c = 0; c < channels; c++) {
          for (int i = 0; i < row.inputs(); i++) {
            for (int j = 0; j < column.inputs(); j++) {
              x[at++] =
                  image.at(
                      n,
                      group * channels + c,
                      row.inputFirst() + i * row.inputStep(),
                      column.inputFirst() + j * column.inputStep());
            }
          }
        }
      }
      return x;
    }

    private double[] filter(PolyphaseSplit.Part row, PolyphaseSplit.Part column, int group) {
      int filters = problem.groupOutChannels() * problem.groupInChannels();
      double[] w = new double[filters * row.taps() * column.taps()];
      int at = 0;
      for (int f = group * filters; f < (group + 1) * filters; f++) {
        for (int k = 0; k < row.taps(); k++) {
          int line = f * problem.rows().kernel() + row.tapFirst() + k * row.tapStep();
          for (int l = 0; l < column.taps(); l++) {
            w[at++] =
                filter[
                    line * problem.columns().kernel() + column.tapFirst() + l * column.tapStep()];
          }
        }
      }
      return w;
    }
  }
}
