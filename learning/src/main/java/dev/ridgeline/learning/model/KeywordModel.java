package dev.ridgeline.learning.model;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.learning.data.FrontEnd;
import dev.ridgeline.learning.data.Seeds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keyword spotters that are trained. The graphs are those of the zoo with as many classes as there
 * are words; first weights are drawn anew by a seed, uniform in plus or minus {@code sqrt(6 / fan
 * in)} for weights and {@code 1 / sqrt(fan in)} for biases (He et al. 2015).
 */
public enum KeywordModel {
  /** DS-CNN S of MLPerf Tiny. */
  DSCNN_S("dscnn-s", "ds_cnn_s", FrontEnd.MFCC),
  /** DS-CNN M of ML-KWS-for-MCU. */
  DSCNN_M("dscnn-m", "ds_cnn_m", FrontEnd.MFCC),
  /** DS-CNN L of ML-KWS-for-MCU. */
  DSCNN_L("dscnn-l", "ds_cnn_l", FrontEnd.MFCC),
  /** TinyConv of micro_speech. */
  TINYCONV("tinyconv", "tiny_conv", FrontEnd.MICRO);

  private final String label;
  private final String zooName;
  private final FrontEnd frontEnd;

  KeywordModel(String label, String zooName, FrontEnd frontEnd) {
    this.label = label;
    this.zooName = zooName;
    this.frontEnd = frontEnd;
  }

  /**
   * The model of that name.
   *
   * @throws UserError if there is none
   */
  public static KeywordModel named(String name) {
    for (KeywordModel model : values()) {
      if (model.label.equals(name)) {
        return model;
      }
    }
    throw new UserError("no model '%s' can be trained; choose one of %s".formatted(name, names()));
  }

  /** The names of all, between commas. */
  public static String names() {
    return Arrays.stream(values()).map(KeywordModel::label).collect(Collectors.joining(", "));
  }

  /** As commands name it. */
  public String label() {
    return label;
  }

  /** What it hears. */
  public FrontEnd frontEnd() {
    return frontEnd;
  }

  /** The graph for so many classes with the first weights of a seed. */
  public Graph graph(int classes, long seed) {
    Graph graph = Zoo.build(zooName);
    Node last =
        graph.nodes().stream()
            .filter(node -> node.op() instanceof Contraction.Gemm)
            .reduce((first, second) -> second)
            .orElseThrow();
    Map<String, Constant> constants = new LinkedHashMap<>();
    Map<String, TensorType> types = new HashMap<>(graph.types());
    graph
        .constants()
        .forEach((name, constant) -> {
          boolean ofClasses = name.equals(last.input(1)) || name.equals(last.input(2));
          TensorType type = ofClasses ? resized(constant.type(), 0, classes) : constant.type();
          constants.put(name, new Constant(type, constant.role(), drawn(name, constant, seed)));
          types.put(name, type);
        });
    types.put(last.output(), resized(graph.type(last.output()), 1, classes));
    String scores = graph.outputs().getFirst();
    types.put(scores, resized(graph.type(scores), 1, classes));
    return new Graph(
        graph.name(), graph.inputs(), graph.nodes(), graph.outputs(), constants, types);
  }

  private static TensorType resized(TensorType type, int axis, int size) {
    Shape shape = type.shape();
    return new TensorType(type.dtype(), shape.with(axis, Dim.of(size)));
  }

  private static ConstantData drawn(String name, Constant constant, long seed) {
    if (constant.data() instanceof ConstantData.Seeded seeded) {
      return new ConstantData.Seeded(
          seeded.distribution(),
          seeded.a(),
          seeded.b(),
          Seeds.stream(seed, "first weights of " + name, 0).nextLong());
    }
    return constant.data();
  }
}
