package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.shape.NodeTypes;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.tflite.TfliteModel.OperatorInfo;
import dev.ridgeline.formats.tflite.TfliteModel.Subgraph;
import dev.ridgeline.formats.tflite.TfliteModel.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The graph of a model's first subgraph while it is made: values are named after tensors. */
final class TfliteLift {
  /** Why an operator cannot be followed; it is kept opaque. */
  static final class NotFollowed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFollowed(String reason) {
      super(reason);
    }
  }

  private static final int MAX_NAME = 400;

  private final TfliteModel model;
  private final Subgraph subgraph;
  private final MemorySegment bytes;
  private final Optional<Path> file;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Constant> constants = new LinkedHashMap<>();
  private final Map<String, TensorType> types = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final NodeTypes inference = new NodeTypes(types, constants);

  TfliteLift(TfliteModel model, MemorySegment bytes, Optional<Path> file) {
    this.model = model;
    this.subgraph = model.subgraphs().getFirst();
    this.bytes = bytes;
    this.file = file;
  }

  Graph lift(String name) {
    List<String> inputs = new ArrayList<>();
    for (int input : subgraph.inputs()) {
      if (names.containsKey(input)) {
        throw new MalformedTflite("tensor " + input + " is an input twice");
      }
      inputs.add(define(input, declared(tensor(input), true)));
    }
    for (OperatorInfo operator : subgraph.operators()) {
      lift(operator);
    }
    List<String> outputs = subgraph.outputs().stream().map(this::value).toList();
    return new Graph(name, inputs, nodes, outputs, constants, types);
  }

  private void lift(OperatorInfo operator) {
    if (operator.kind() >= model.operatorCodes().size()) {
      throw new MalformedTflite("an operator has kind " + operator.kind() + ", which is missing");
    }
    TfliteModel.OperatorCode code = model.operatorCodes().get((int) operator.kind());
    if (operator.outputs().isEmpty()) {
      throw new MalformedTflite(code.label() + " has no outputs");
    }
    int before = nodes.size();
    try {
      Optional<Builtin> builtin = Builtin.of(code.code());
      if (builtin.isEmpty()) {
        throw new NotFollowed("this operator is not known to Ridgeline");
      }
      if (builtin.get() == Builtin.CUSTOM) {
        throw new NotFollowed("custom operators need a kernel that is given with the model");
      }
      OperatorLift.lift(builtin.get(), operator, this);
      agree(operator);
    } catch (NotFollowed e) {
      nodes.subList(before, nodes.size()).clear();
      opaque(operator, code, String.valueOf(e.getMessage()));
    }
  }

  /** Values get the types that operators give them; what the file declares must not differ. */
  private void agree(OperatorInfo operator) {
    for (int output : operator.outputs()) {
      TensorType inferred = types.getOrDefault(names.get(output), TensorType.unknown());
      TensorType declared = declared(tensor(output), false);
      boolean fits = inferred.dtype() == declared.dtype();
      if (fits && inferred.shape().isKnown() && !tensor(output).shape().isEmpty()) {
        fits = inferred.shape().equals(declared.shape());
      }
      if (!fits) {
        throw new MalformedTflite(
            "tensor %d is declared %s but its operator gives %s"
                .formatted(output, declared, inferred));
      }
    }
  }

  private void opaque(OperatorInfo operator, TfliteModel.OperatorCode code, String reason) {
    List<String> inputs = new ArrayList<>();
    for (int input : operator.inputs()) {
      inputs.add(input < 0 ? Node.ABSENT : kept(input));
    }
    List<String> outputs = new ArrayList<>();
    for (int output : operator.outputs()) {
      String half = names.remove(output);
      if (half != null) {
        types.remove(half);
        taken.remove(half);
      }
      outputs.add(define(output, declared(tensor(output), true)));
    }
    Op op =
        new Opaque(
            "tflite",
            code.label(),
            code.version(),
            new TflitePayload(operator.customOptions()),
            reason);
    nodes.add(new Node(fresh(outputs.getFirst() + "/op"), op, inputs, outputs));
  }

  /** The value of an input of an opaque operator: state starts as zeros. */
  private String kept(int index) {
    if (!names.containsKey(index) && tensor(index).variable() && !isConstant(index)) {
      TensorType type = declared(tensor(index), false);
      String name = define(index, type);
      constants.put(name, new Constant(type, Constant.Role.BUFFER, new ConstantData.Filled(0)));
      return name;
    }
    try {
      return value(index);
    } catch (NotFollowed e) {
      throw new MalformedTflite("tensor %d cannot be read: %s".formatted(index, e.getMessage()));
    }
  }

  TensorInfo tensor(int index) {
    if (index < 0 || index >= subgraph.tensors().size()) {
      throw new MalformedTflite("there is no tensor " + index);
    }
    return subgraph.tensors().get(index);
  }

  /** The type that the file declares; with symbols where sizes may vary. */
  private static TensorType declared(TensorInfo tensor, boolean symbolic) {
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < tensor.shape().size(); i++) {
      boolean open =
          symbolic
              && tensor.signature().size() == tensor.shape().size()
              && tensor.signature().get(i) == -1;
      int size = tensor.shape().get(i);
      if (size < 0) {
        throw new MalformedTflite("a size is " + size);
      }
      dims.add(open ? Dim.symbol(i == 0 ? "batch" : "d" + i) : Dim.of(size));
    }
    return new TensorType(tensor.dtype(), Shape.of(dims));
  }

  private String define(int index, TensorType type) {
    if (names.containsKey(index)) {
      throw new MalformedTflite("tensor " + index + " is computed twice");
    }
    String given = tensor(index).name();
    String stem = given.isEmpty() ? "t" + index : given;
    String name = fresh(stem.length() > MAX_NAME ? stem.substring(0, MAX_NAME) : stem);
    names.put(index, name);
    types.put(name, type);
    return name;
  }

  private String fresh(String stem) {
    String candidate = stem;
    for (int i = 2; !taken.add(candidate); i++) {
      candidate = stem + "_" + i;
    }
    return candidate;
  }

  /** The name of a tensor's value; constants are made when they are first asked for. */
  String value(int index) {
    String known = names.get(index);
    if (known != null) {
      return known;
    }
    TensorInfo tensor = tensor(index);
    TensorType type = declared(tensor, false);
    return constant(index, type, span(index), tensor.dtype().isFloat());
  }

  private String constant(int index, TensorType type, FlatTable.Span span, boolean parameter) {
    String name = define(index, type);
    constants.put(
        name,
        new Constant(
            type,
            parameter && type.shape().rank() > 0 ? Constant.Role.PARAMETER : Constant.Role.LITERAL,
            data(span)));
    return name;
  }

  private ConstantData data(FlatTable.Span span) {
    return file.isPresent()
        ? new ConstantData.FileSlice(file.get(), span.offset(), span.count())
        : new ConstantData.Bytes(
            bytes.asSlice(span.offset(), span.count()).toArray(ValueLayout.JAVA_BYTE));
  }

  /** Whether a tensor's elements stand in the file. */
  boolean isConstant(int index) {
    TensorInfo tensor = tensor(index);
    return tensor.buffer() > 0
        && tensor.buffer() < model.buffers().size()
        && model.buffers().get((int) tensor.buffer()).isPresent();
  }

  private FlatTable.Span span(int index) {
    TensorInfo tensor = tensor(index);
    if (!isConstant(index)) {
      if (tensor.variable()) {
        throw new NotFollowed("it keeps state in a variable");
      }
      throw new MalformedTflite("tensor %d is read before it is computed".formatted(index));
    }
    if (tensor.sparse()) {
      throw new NotFollowed("its weights are stored sparsely");
    }
    FlatTable.Span span = model.buffers().get((int) tensor.buffer()).orElseThrow();
    TensorType type = declared(tensor, false);
    if (type.dtype().bits() == 0 || type.bytes() != span.count()) {
      throw new MalformedTflite(
          "tensor %d is %s but its buffer has %d bytes".formatted(index, type, span.count()));
    }
    return span;
  }

  /** A weight or bias: a constant that counts as a parameter. */
  String parameter(int index) {
    if (!names.containsKey(index) && isConstant(index)) {
      return constant(index, declared(tensor(index), false), span(index), true);
    }
    String name = value(index);
    constants.computeIfPresent(name, (_, c) -> c.withRole(Constant.Role.PARAMETER));
    return name;
  }

  /** Filters [1, kernel..., O] of a depthwise convolution as [O, kernel..., 1]. */
  String depthwiseFilters(int index) {
    TensorInfo tensor = tensor(index);
    if (tensor.shape().size() != 4 || tensor.shape().getFirst() != 1 || !isConstant(index)) {
      throw new NotFollowed("its filters are no constant of shape [1, H, W, O]");
    }
    ConstantData source = data(span(index));
    TensorType stored = declared(tensor, false);
    int channels = tensor.shape().get(3);
    int taps = tensor.shape().get(1) * tensor.shape().get(2);
    int width = tensor.dtype().bits() / 8;
    if (width == 0) {
      throw new NotFollowed("its filters have elements of " + tensor.dtype().label());
    }
    TensorType turned =
        new TensorType(
            tensor.dtype(), Shape.of(channels, tensor.shape().get(1), tensor.shape().get(2), 1));
    String name = fresh(define(index, stored) + "/filters");
    types.put(name, turned);
    constants.put(
        name,
        new Constant(
            turned,
            Constant.Role.PARAMETER,
            new ConstantData.Deferred(
                _ -> Turn.channelsFirst(source.read(stored), taps, channels, width))));
    return name;
  }

  /** The elements of a small integer constant. */
  List<Long> integers(int index) {
    FlatTable.Span span = span(index);
    int width = tensor(index).dtype() == DType.I64 ? 8 : 4;
    if (tensor(index).dtype() != DType.I64 && tensor(index).dtype() != DType.I32) {
      throw new NotFollowed("its settings are " + tensor(index).dtype().label());
    }
    if (span.count() > 1 << 10) {
      throw new MalformedTflite("%d bytes of settings are too many".formatted(span.count()));
    }
    List<Long> values = new ArrayList<>();
    for (long at = 0; at < span.count(); at += width) {
      long position = span.offset() + at;
      values.add(width == 8 ? bytes.get(LE_LONG, position) : (long) bytes.get(LE_INT, position));
    }
    return values;
  }

  private static final ValueLayout.OfInt LE_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LE_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** An i64 vector as a literal. */
  String vector(String stem, List<Long> elements) {
    byte[] data = new byte[elements.size() * Long.BYTES];
    for (int i = 0; i < elements.size(); i++) {
      MemorySegment.ofArray(data).set(LE_LONG, (long) i * Long.BYTES, elements.get(i));
    }
    return literal(stem, TensorType.i64(elements.size()), new ConstantData.Bytes(data));
  }

  String scalar(String stem, DType dtype, double value) {
    return literal(stem, new TensorType(dtype, Shape.scalar()), new ConstantData.Filled(value));
  }

  private String literal(String stem, TensorType type, ConstantData data) {
    String name = fresh(stem);
    types.put(name, type);
    constants.put(name, new Constant(type, Constant.Role.LITERAL, data));
    return name;
  }

  /** What is known of a value. */
  TensorType type(String value) {
    return types.getOrDefault(value, TensorType.unknown());
  }

  /** Adds a node in between and returns its value. */
  String step(String stem, Op op, String... inputs) {
    String name = fresh(stem);
    Node node = new Node(name, op, List.of(inputs), List.of(name));
    infer(node);
    return name;
  }

  /** Adds the node that computes tensor {@code output}. */
  void result(int output, Op op, List<String> inputs) {
    String name = define(output, TensorType.unknown());
    types.remove(name);
    infer(new Node(name, op, inputs, List.of(name)));
  }

  private void infer(Node node) {
    try {
      types.put(node.output(), inference.infer(node).getFirst());
    } catch (UserError e) {
      throw new MalformedTflite(String.valueOf(e.getMessage()));
    }
    nodes.add(node);
  }
}
