package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The parts of a file while its operators are written: tensors, buffers, kinds of operators. */
final class FileDraft {
  /** Constants start at multiples of this, so that kernels may load vectors from them. */
  private static final int BUFFER_ALIGNMENT = 16;

  private static final String DEPTHWISE_SUFFIX = "/filters";

  /** How a tensor stands for reals: one scale, or one an index of an axis. */
  private record Scales(List<Float> scales, List<Long> zeroPoints, int axis) {
    static Scales of(Affine affine) {
      return new Scales(List.of(affine.scale()), List.of((long) affine.zeroPoint()), 0);
    }

    static Scales symmetric(List<Float> scales, int axis) {
      return new Scales(
          scales, Collections.nCopies(scales.size(), 0L), scales.size() == 1 ? 0 : axis);
    }
  }

  /** What makes one tensor: the same constant with other scales is another tensor. */
  private record Key(String value, Optional<Scales> scales) {}

  private record Kind(int code, String custom, int version) {}

  private final Graph graph;
  private final Map<String, TensorType> sized;
  private final Affines affines;
  private final List<FlatBuilder> tensors = new ArrayList<>();
  private final List<FlatBuilder> buffers = new ArrayList<>(List.of(new FlatBuilder()));
  private final List<FlatBuilder> operators = new ArrayList<>();
  private final Map<Key, Integer> indices = new HashMap<>();
  private final Map<Kind, Integer> kinds = new LinkedHashMap<>();

  FileDraft(Graph graph) {
    this.graph = graph;
    this.sized = sized(graph);
    this.affines = Affines.of(graph);
  }

  /** Types with 1 for every size that may vary. */
  private static Map<String, TensorType> sized(Graph graph) {
    Map<String, Long> ones = new HashMap<>();
    for (String input : graph.inputs()) {
      for (Dim dim : graph.type(input).shape().dims()) {
        if (dim instanceof Dim.Symbol(String name)) {
          ones.put(name, 1L);
        }
      }
    }
    return ones.isEmpty() ? graph.types() : Specialise.symbols(graph, ones).types();
  }

  Graph graph() {
    return graph;
  }

  static UserError refused(Node node, String reason) {
    return new UserError(
        "node '%s' (%s) has no TFLite form: %s; keep it as ONNX, or replace the node"
            .formatted(node.name(), node.op().label(), reason));
  }

  /** The tensor of a value; -1 where an optional input is left out. */
  int tensor(String value) {
    if (value.equals(Node.ABSENT)) {
      return -1;
    }
    Key key = new Key(value, affines.of(value).map(Scales::of));
    Integer known = indices.get(key);
    if (known != null) {
      return known;
    }
    Constant constant = graph.constants().get(value);
    int buffer = constant == null ? 0 : buffer(elements(constant));
    TensorType type = graph.type(value);
    return add(key, value, type, sizes(value), buffer);
  }

  /** Filters or weights with zero point 0, scaled along {@code axis} where there are several. */
  int weights(String value, List<Float> scales, int axis) {
    return weights(value, Optional.of(Scales.symmetric(scales, axis)));
  }

  private int weights(String value, Optional<Scales> scales) {
    Key key = new Key(value, scales);
    Integer known = indices.get(key);
    if (known != null) {
      return known;
    }
    Constant constant = Objects.requireNonNull(graph.constants().get(value), value);
    return add(key, value, constant.type(), sizes(value), buffer(elements(constant)));
  }

  /** A bias of zeros: the kernels of convolutions want one, or read it without asking. */
  int zeroBias(String name, Shape shape, Optional<List<Float>> scales) {
    DType dtype = scales.isPresent() ? DType.I32 : DType.F32;
    TensorType type = new TensorType(dtype, shape);
    Key key = new Key(name, scales.map(s -> Scales.symmetric(s, 0)));
    return add(key, name, type, shape, buffer(new byte[Math.toIntExact(type.bytes())]));
  }

  /** Filters [O, kernel..., 1] as TFLite has those of depthwise convolutions. */
  int depthwiseFilters(String value, Optional<List<Float>> weightScales) {
    Optional<Scales> scales = weightScales.map(s -> Scales.symmetric(s, 3));
    Key key = new Key(value + " depthwise", scales);
    Integer known = indices.get(key);
    if (known != null) {
      return known;
    }
    Constant constant = Objects.requireNonNull(graph.constants().get(value), value);
    long[] sizes = constant.type().shape().sizes();
    int channels = (int) sizes[0];
    int taps = (int) (sizes[1] * sizes[2]);
    int width = constant.type().dtype().bits() / 8;
    byte[] turned =
        Turn.channelsLast(MemorySegment.ofArray(elements(constant)), taps, channels, width)
            .toArray(ValueLayout.JAVA_BYTE);
    String name =
        value.endsWith(DEPTHWISE_SUFFIX)
            ? value.substring(0, value.length() - DEPTHWISE_SUFFIX.length())
            : value;
    Shape shape = Shape.of(1, sizes[1], sizes[2], channels);
    TensorType type = new TensorType(constant.type().dtype(), shape);
    return add(key, name, type, shape, buffer(turned));
  }

  /** How a value stands for reals. */
  Optional<Affine> affine(String value) {
    return affines.of(value);
  }

  /** A vector of integers as settings of an operator: i32. */
  int settings(String name, List<Long> values) {
    return settings(name, values, Shape.of(values.size()));
  }

  /** Settings as rows of {@code columns} elements. */
  int matrix(String name, List<Long> values, int columns) {
    return settings(name, values, Shape.of(values.size() / columns, columns));
  }

  private int settings(String name, List<Long> values, Shape shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * values.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putInt(Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    TensorType type = new TensorType(DType.I32, shape);
    Key key = new Key(name + " settings " + tensors.size(), Optional.empty());
    return add(key, name, type, shape, buffer(bytes.array()));
  }

  private Shape sizes(String value) {
    TensorType type = sized.getOrDefault(value, TensorType.unknown());
    if (!type.shape().isKnown()) {
      throw new UserError(
          "value '%s' of '%s' is %s; a TFLite file needs the sizes, so give the model input shapes"
              .formatted(value, graph.name(), type));
    }
    return type.shape();
  }

  private static byte[] elements(Constant constant) {
    return constant.data().read(constant.type()).toArray(ValueLayout.JAVA_BYTE);
  }

  private int buffer(byte[] elements) {
    buffers.add(new FlatBuilder().bytes(0, elements, BUFFER_ALIGNMENT));
    return buffers.size() - 1;
  }

  private int add(Key key, String name, TensorType type, Shape sizes, int buffer) {
    int code = TfliteTypes.code(type.dtype());
    if (code < 0) {
      throw new UserError(
          "value '%s' is %s, an element type that TFLite files do not have"
              .formatted(name, type.dtype().label()));
    }
    FlatBuilder tensor = new FlatBuilder().i8(1, code).i32(2, buffer).text(3, name);
    if (sizes.rank() > 0) {
      tensor.ints(0, ints(sizes, false));
    }
    if (!type.shape().isKnown()) {
      tensor.ints(7, ints(type.shape(), true));
    }
    key.scales()
        .ifPresent(s -> {
          FlatBuilder quantisation =
              new FlatBuilder().floats(2, s.scales()).longs(3, s.zeroPoints());
          tensor.table(4, s.axis() == 0 ? quantisation : quantisation.i32(6, s.axis()));
        });
    tensors.add(tensor);
    indices.put(key, tensors.size() - 1);
    return tensors.size() - 1;
  }

  private static List<Integer> ints(Shape shape, boolean open) {
    return shape.dims().stream()
        .map(dim -> open && !dim.isKnown() ? -1 : Math.toIntExact(dim.size()))
        .toList();
  }

  /** Adds an operator of the schema. */
  void operator(
      Builtin builtin,
      int version,
      int optionsKind,
      FlatBuilder options,
      List<Integer> inputs,
      String output) {
    FlatBuilder operator =
        new FlatBuilder()
            .i32(0, kind(new Kind(builtin.code(), "", version)))
            .ints(1, inputs)
            .ints(2, List.of(tensor(output)));
    if (optionsKind != BuiltinOptions.NONE) {
      operator.i8(3, optionsKind).table(4, options);
    }
    operators.add(operator);
  }

  /** Adds an operator whose kernel comes with the model. */
  void custom(Node node, String type, int version, byte[] options) {
    FlatBuilder operator =
        new FlatBuilder()
            .i32(0, kind(new Kind(Builtin.CUSTOM.code(), type, version)))
            .ints(1, node.inputs().stream().map(this::tensor).toList())
            .ints(2, node.outputs().stream().map(this::tensor).toList());
    if (options.length > 0) {
      operator.bytes(5, options, BUFFER_ALIGNMENT);
    }
    operators.add(operator);
  }

  private int kind(Kind kind) {
    return kinds.computeIfAbsent(kind, _ -> kinds.size());
  }

  byte[] file() {
    List<Integer> inputs = graph.inputs().stream().map(this::tensor).toList();
    List<Integer> outputs = graph.outputs().stream().map(this::tensor).toList();
    FlatBuilder subgraph =
        new FlatBuilder()
            .tables(0, tensors)
            .ints(1, inputs)
            .ints(2, outputs)
            .tables(3, operators)
            .text(4, "main");
    List<FlatBuilder> codes = new ArrayList<>();
    for (Kind kind : kinds.keySet()) {
      FlatBuilder code =
          new FlatBuilder()
              .i8(0, Math.min(kind.code(), 127))
              .i32(2, kind.version())
              .i32(3, kind.code());
      codes.add(kind.custom().isEmpty() ? code : code.text(1, kind.custom()));
    }
    return new FlatBuilder()
        .i32(0, TfliteModel.SCHEMA_VERSION)
        .tables(1, codes)
        .tables(2, List.of(subgraph))
        .text(3, "ridgeline")
        .tables(4, buffers)
        .file("TFL3");
  }
}
