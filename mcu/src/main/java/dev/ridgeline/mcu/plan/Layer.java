package dev.ridgeline.mcu.plan;

import dev.ridgeline.core.integer.Limits;
import java.util.List;

/**
 * A step of a network on a microcontroller: one call of a kernel. Values are named as in the graph;
 * weights lie as their kernel reads them, and arrays are shared.
 */
public sealed interface Layer {
  /** The name of the node that it computes. */
  String name();

  /** What it computes, as reports name it. */
  String kind();

  List<String> inputs();

  String output();

  int outputBytes();

  /** Multiplications with weights. */
  long macs();

  /** Bytes behind the output that the kernel may write over, where they are the network's own. */
  default int spillBytes() {
    return 0;
  }

  /** Which of the inputs the output may lie over, where that input is not read again. */
  default List<String> overwritable() {
    return List.of();
  }

  /**
   * How integers become results.
   *
   * @param zeroPoint of the result
   * @param limits of the result
   * @param away whether ties go away from zero, else upwards
   */
  record Stage(Channels channels, int zeroPoint, Limits limits, boolean away) {}

  /**
   * Convolution in one group.
   *
   * @param weights [outC][groups * 4], rows filled up with zeros
   * @param groups fours of a row of weights
   */
  record Conv(
      String name,
      String input,
      String output,
      Geometry geometry,
      byte[] weights,
      int groups,
      int inZero,
      Stage stage)
      implements Layer {
    /** Output pixels that the kernel computes at a time. */
    public static final int PIXELS = 5;

    /** The last pixels may be fewer than the kernel computes. */
    @Override
    public int spillBytes() {
      int pixels = geometry.outH() * geometry.outW();
      return (Math.ceilDiv(pixels, PIXELS) * PIXELS - pixels) * geometry.outC();
    }

    /** Whether the input's pixels are rows as they lie. */
    public boolean pointwise() {
      return geometry.pointwise() && geometry.inC() % 4 == 0;
    }

    @Override
    public String kind() {
      return geometry.pointwise() ? "pointwise" : "conv";
    }

    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int outputBytes() {
      return geometry.outBytes();
    }

    @Override
    public long macs() {
      return (long) geometry.outBytes() * geometry.kernelH() * geometry.kernelW() * geometry.inC();
    }

    @Override
    public List<String> overwritable() {
      return pointwise() && geometry.outC() <= geometry.inC() ? List.of(input) : List.of();
    }
  }

  /**
   * Convolution of each channel by itself with a 3x3 kernel, stride 1 or 2.
   *
   * @param weights [channels][9]
   */
  record Depthwise(
      String name,
      String input,
      String output,
      Geometry geometry,
      byte[] weights,
      int inZero,
      Stage stage)
      implements Layer {
    @Override
    public String kind() {
      return "depthwise";
    }

    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int outputBytes() {
      return geometry.outBytes();
    }

    @Override
    public long macs() {
      return geometry.outBytes() * 9L;
    }

    @Override
    public List<String> overwritable() {
      return geometry.outBytes() <= geometry.inBytes() ? List.of(input) : List.of();
    }
  }

  /**
   * Dot products of one row.
   *
   * @param weights [fours of outputs][fours of inputs][4 outputs][4 inputs], filled up with zeros
   */
  record FullyConnected(
      String name, String input, String output, int width, int outputs, byte[] weights, Stage stage)
      implements Layer {
    @Override
    public String kind() {
      return "fully connected";
    }

    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int outputBytes() {
      return outputs;
    }

    @Override
    public long macs() {
      return (long) width * outputs;
    }
  }

  /** The mean under a window, padding left out. */
  record AveragePool(String name, String input, String output, Geometry geometry, Limits limits)
      implements Layer {
    @Override
    public String kind() {
      return "average pool";
    }

    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int outputBytes() {
      return geometry.outBytes();
    }

    @Override
    public long macs() {
      return 0;
    }
  }

  /** Exponents of a softmax by the distance from the largest input. */
  sealed interface Exponents {
    /** In Q0.31. */
    record Fixed(int[] values) implements Exponents {}

    /** In f32, with scale and zero point of the results. */
    record Real(float[] values, float outScale, int outZero) implements Exponents {}
  }

  /** Softmax of rows. */
  record Softmax(
      String name, String input, String output, int rows, int length, Exponents exponents)
      implements Layer {
    @Override
    public String kind() {
      return "softmax";
    }

    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int outputBytes() {
      return rows * length;
    }

    @Override
    public long macs() {
      return 0;
    }
  }

  /** A factor {@code mantissa 2^-(31 + shift)}; shift is 0 to 31. */
  record Factor(int mantissa, int shift) {}

  /** One of the summands: its zero point and what brings it to the common scale. */
  record Summand(String value, int zeroPoint, Factor factor) {}

  /** The sum of two tensors of one shape. */
  record Add(
      String name,
      Summand a,
      Summand b,
      String output,
      int length,
      Factor toOutput,
      int zeroPoint,
      Limits limits)
      implements Layer {
    @Override
    public String kind() {
      return "add";
    }

    @Override
    public List<String> inputs() {
      return List.of(a.value(), b.value());
    }

    @Override
    public int outputBytes() {
      return length;
    }

    @Override
    public long macs() {
      return 0;
    }

    @Override
    public List<String> overwritable() {
      return inputs();
    }
  }

  /**
   * A function of each value.
   *
   * @param kind what it computes
   * @param table entry x + 128 is for x
   */
  record Lookup(String name, String kind, String input, String output, int length, byte[] table)
      implements Layer {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int outputBytes() {
      return length;
    }

    @Override
    public long macs() {
      return 0;
    }

    @Override
    public List<String> overwritable() {
      return inputs();
    }
  }
}
