package dev.ridgeline.app.op;

import dev.ridgeline.compiler.operator.Activation;
import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.compiler.operator.Conv1d;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.operator.DepthwiseConv2d;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.operator.LayerNorm;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.operator.Pool2d;
import dev.ridgeline.compiler.operator.SeparableConv2d;
import dev.ridgeline.compiler.operator.Softmax;
import java.util.ArrayList;
import java.util.List;

/** Every operator at every shape that it must serve. */
final class OperatorTable {
  private static final int[] DECADES = {1, 10, 100, 1000, 10000};

  private OperatorTable() {}

  static List<Operator> conv1d() {
    List<Operator> all = new ArrayList<>(List.of(new Conv1d(1, 1)));
    for (int d : DECADES) {
      all.add(new Conv1d(d, 1024));
      all.add(new Conv1d(1024, d));
    }
    all.add(new Conv1d(4096, 128));
    all.add(new Conv1d(16384, 32));
    return all;
  }

  static List<Operator> gemm() {
    List<Operator> all = new ArrayList<>(List.of(Gemm.of(1, 1, 2)));
    for (int d : DECADES) {
      all.add(Gemm.of(d, 1024, 1024));
      all.add(Gemm.of(1024, d, 1024));
      all.add(Gemm.of(1024, 1024, d));
    }
    all.add(Gemm.of(1024, 512, 2048));
    int number = 0;
    for (ActivationKind kind : ActivationKind.values()) {
      all.add(new Gemm(17, 35, 29, number % 2 == 0, number % 3 == 0, true, kind));
      number++;
    }
    return all;
  }

  /** 1344 shapes. */
  static List<Operator> depthwiseGrid() {
    List<Operator> all = new ArrayList<>();
    for (int b : new int[] {1, 2, 3, 4, 5, 11, 32}) {
      for (int c : new int[] {1, 3, 4, 64}) {
        for (int h : new int[] {1, 3, 4, 128}) {
          for (int w : new int[] {1, 3, 4, 128}) {
            for (int k : new int[] {1, 3, 5}) {
              all.add(new DepthwiseConv2d(b, c, h, w, k, 1));
            }
          }
        }
      }
    }
    return all;
  }

  static List<Operator> depthwise() {
    return List.of(
        new DepthwiseConv2d(10, 5, 256, 256, 3, 1),
        new DepthwiseConv2d(3, 4, 16, 32, 7, 1),
        new DepthwiseConv2d(1, 96, 112, 112, 3, 2),
        new DepthwiseConv2d(1, 960, 7, 7, 3, 1));
  }

  /** Layers of MobileNetV1: channels, size, stride and channels out. */
  static List<Operator> separable() {
    int[][] layers = {
      {32, 112, 1, 64}, {64, 112, 2, 128}, {128, 56, 1, 128}, {128, 56, 2, 256},
      {256, 28, 1, 256}, {256, 28, 2, 512}, {512, 14, 1, 512}, {512, 14, 2, 1024},
      {1024, 7, 1, 1024}
    };
    List<Operator> all = new ArrayList<>();
    for (int[] l : layers) {
      all.add(new SeparableConv2d(new DepthwiseConv2d(1, l[0], l[1], l[1], 3, l[2]), l[3]));
    }
    all.add(new SeparableConv2d(new DepthwiseConv2d(2, 5, 9, 7, 5, 1), 3));
    return all;
  }

  /**
   * Layers of ResNet-50 and MobileNetV2, each once: channels, size, channels out, kernel, stride,
   * groups.
   */
  static List<Operator> conv2d() {
    int[][] layers = {
      {3, 224, 64, 7, 2, 1},
      {64, 56, 64, 1, 1, 1},
      {64, 56, 64, 3, 1, 1},
      {64, 56, 256, 1, 1, 1},
      {256, 56, 64, 1, 1, 1},
      {256, 56, 128, 1, 1, 1},
      {128, 56, 128, 3, 2, 1},
      {128, 28, 512, 1, 1, 1},
      {256, 56, 512, 1, 2, 1},
      {512, 28, 128, 1, 1, 1},
      {128, 28, 128, 3, 1, 1},
      {512, 28, 256, 1, 1, 1},
      {256, 28, 256, 3, 2, 1},
      {256, 14, 1024, 1, 1, 1},
      {512, 28, 1024, 1, 2, 1},
      {1024, 14, 256, 1, 1, 1},
      {256, 14, 256, 3, 1, 1},
      {1024, 14, 512, 1, 1, 1},
      {512, 14, 512, 3, 2, 1},
      {512, 7, 2048, 1, 1, 1},
      {1024, 14, 2048, 1, 2, 1},
      {2048, 7, 512, 1, 1, 1},
      {512, 7, 512, 3, 1, 1},
      {3, 224, 32, 3, 2, 1},
      {32, 112, 32, 3, 1, 32},
      {32, 112, 16, 1, 1, 1},
      {16, 112, 96, 1, 1, 1},
      {96, 112, 96, 3, 2, 96},
      {96, 56, 24, 1, 1, 1},
      {24, 56, 144, 1, 1, 1},
      {144, 56, 144, 3, 1, 144},
      {144, 56, 144, 3, 2, 144},
      {144, 28, 32, 1, 1, 1},
      {32, 28, 192, 1, 1, 1},
      {192, 28, 192, 3, 2, 192},
      {192, 14, 64, 1, 1, 1},
      {64, 14, 384, 1, 1, 1},
      {384, 14, 96, 1, 1, 1},
      {96, 14, 576, 1, 1, 1},
      {576, 14, 576, 3, 2, 576},
      {576, 7, 160, 1, 1, 1},
      {160, 7, 960, 1, 1, 1},
      {960, 7, 320, 1, 1, 1},
      {320, 7, 1280, 1, 1, 1}
    };
    List<Operator> all = new ArrayList<>();
    for (int[] l : layers) {
      int pad = l[3] / 2;
      all.add(new Conv2d(1, l[0], l[1], l[1], l[2], l[3], l[3], l[4], pad, 1, l[5]));
    }
    all.addAll(smallConv2d());
    return all;
  }

  /** Odd sizes, with everything that a convolution takes. */
  static List<Operator> smallConv2d() {
    return List.of(
        new Conv2d(2, 6, 9, 11, 4, 3, 2, 1, 1, 1, 2),
        new Conv2d(1, 4, 17, 13, 10, 3, 3, 2, 2, 2, 1),
        new Conv2d(3, 5, 7, 7, 19, 1, 1, 3, 0, 1, 1),
        new Conv2d(1, 16, 8, 8, 33, 3, 3, 1, 1, 1, 1));
  }

  /** Pooling, normalisation and elementwise chains, small and large, with tails and without. */
  static List<Operator> others() {
    List<Operator> all = new ArrayList<>();
    for (boolean mean : new boolean[] {false, true}) {
      all.add(new Pool2d(1, 64, 112, 112, 3, 2, mean));
      all.add(new Pool2d(2, 3, 32, 32, 2, 2, mean));
      all.add(new Pool2d(1, 5, 9, 14, 3, 1, mean));
      all.add(new Pool2d(1, 20, 7, 7, 7, 1, mean));
      all.add(new Pool2d(1, 1, 1, 1, 1, 1, mean));
    }
    for (int[] size : new int[][] {{1, 1}, {5, 30}, {128, 1000}, {1, 4099}, {700, 3}, {64, 64}}) {
      all.add(new Softmax(size[0], size[1]));
      all.add(new LayerNorm(size[0], size[1]));
    }
    for (ActivationKind kind : ActivationKind.values()) {
      all.add(new Activation(1, kind));
      all.add(new Activation(1003, kind));
      all.add(new Activation(1 << 20, kind));
    }
    return all;
  }
}
