package dev.ridgeline.learning.network;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A classifier in training. Shapes: features [images, size of the input], targets [images,
 * classes]. Error: sums of a batch are made in f32 in chunks of eight images and added up in order,
 * those of normalisations in f64; the bits do not depend on the number of cores. Limits: the
 * operators of {@link NetworkBuilder}; a softmax at the end is taken into the loss.
 */
public final class Network {
  private final Graph graph;
  private final int batch;
  private final List<Layer> layers;
  private final List<Blob> blobs;
  private final Blob input;
  private final Blob logits;

  private Network(Graph graph, int batch, NetworkBuilder built) {
    this.graph = graph;
    this.batch = batch;
    layers = built.layers();
    blobs = built.blobs();
    input = built.input();
    logits = built.logits();
  }

  /**
   * A network of a graph, its constants being the first weights.
   *
   * @param batch the most images of a batch
   * @throws dev.ridgeline.core.UserError if the graph has an operator that is not trained here
   */
  public static Network of(Graph graph, int batch) {
    return of(graph, batch, Quantisers.none());
  }

  static Network of(Graph graph, int batch, Quantisers quantisers) {
    return new Network(graph, batch, new NetworkBuilder(graph, batch, quantisers).build());
  }

  Graph graph() {
    return graph;
  }

  /** Values of one input. */
  public int inputSize() {
    return input.size();
  }

  /** Classes. */
  public int classes() {
    return logits.channels;
  }

  /** The most images of a batch. */
  public int batch() {
    return batch;
  }

  /** What is trained, in order. */
  List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** What is trained or kept, in order. */
  List<Parameter> state() {
    List<Parameter> all = new ArrayList<>(parameters());
    layers.forEach(layer -> all.addAll(layer.buffers()));
    return all;
  }

  /**
   * Forward and backward; the gradients of the mean loss are left in the parameters.
   *
   * @param targets probabilities of the classes
   * @return cross-entropy summed over the images
   */
  public double gradient(float[] features, float[] targets, int images) {
    forward(features, 0, images, true);
    blobs.forEach(blob -> Arrays.fill(blob.gradient, 0));
    double loss = 0;
    int classes = logits.channels;
    for (int image = 0; image < images; image++) {
      float[] p = softmax(image);
      for (int c = 0; c < classes; c++) {
        float target = targets[image * classes + c];
        loss -= target * Math.log(Math.max(p[c], Float.MIN_NORMAL));
        logits.gradient[image * classes + c] = (p[c] - target) / images;
      }
    }
    for (int i = layers.size() - 1; i >= 0; i--) {
      layers.get(i).backward(images);
    }
    return loss;
  }

  /** How many images of the last batch have their largest score where their target is largest. */
  public int correct(float[] targets, int images) {
    int correct = 0;
    for (int image = 0; image < images; image++) {
      int from = image * logits.channels;
      correct += largest(logits.data, from) == largest(targets, from) ? 1 : 0;
    }
    return correct;
  }

  private int largest(float[] values, int from) {
    int best = from;
    for (int i = from + 1; i < from + logits.channels; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  /** Probabilities of the classes for any number of inputs, with the running statistics. */
  public float[] probabilities(float[] features, int images) {
    int classes = logits.channels;
    float[] all = new float[images * classes];
    for (int from = 0; from < images; from += batch) {
      int count = Math.min(batch, images - from);
      forward(features, from, count, false);
      for (int image = 0; image < count; image++) {
        System.arraycopy(softmax(image), 0, all, (from + image) * classes, classes);
      }
    }
    return all;
  }

  private void forward(float[] features, int from, int images, boolean training) {
    int size = input.size();
    int pixels = input.pixels();
    for (int image = 0; image < images; image++) {
      for (int c = 0; c < input.channels; c++) {
        for (int p = 0; p < pixels; p++) {
          input.data[image * size + p * input.channels + c] =
              features[(from + image) * size + c * pixels + p];
        }
      }
    }
    layers.forEach(layer -> layer.forward(images, training));
  }

  private float[] softmax(int image) {
    int classes = logits.channels;
    double[] powers = new double[classes];
    float largest = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, logits.data[image * classes + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      powers[c] = Math.exp((double) logits.data[image * classes + c] - largest);
      sum += powers[c];
    }
    float[] p = new float[classes];
    for (int c = 0; c < classes; c++) {
      p[c] = (float) (powers[c] / sum);
    }
    return p;
  }

  /** The graph with the weights as they are now. */
  public Graph trained() {
    Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
    for (Parameter parameter : state()) {
      Constant old = constants.get(parameter.name());
      if (old == null) { // a bias or a step that the graph does not have
        continue;
      }
      constants.put(
          parameter.name(),
          new Constant(old.type(), old.role(), new ConstantData.Bytes(bytes(parameter.stored()))));
    }
    return new Graph(
        graph.name(), graph.inputs(), graph.nodes(), graph.outputs(), constants, graph.types());
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }
}
