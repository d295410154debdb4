package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.formats.file.Quote;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Encodes one graph: nodes, inputs and outputs; its constants are left to the {@link Sink}. */
final class GraphEncoder {
  /** Fills of more elements are written as a node that makes them. */
  private static final long LARGEST_STORED_FILL = 1024;

  /** Bytes up to which a literal is written as a node. */
  private static final long LARGEST_LITERAL = 1 << 20;

  private static final Set<DType> FILLABLE =
      EnumSet.of(
          DType.F16,
          DType.F32,
          DType.F64,
          DType.I8,
          DType.I16,
          DType.I32,
          DType.I64,
          DType.U8,
          DType.U16,
          DType.U32,
          DType.U64,
          DType.BOOL);

  /** Takes the encoded fields of a GraphProto in turn. */
  interface Sink {
    void field(int number, WireWriter message);

    void constant(String name, Constant constant);
  }

  private final Graph graph;
  private final Sink sink;
  private final Imports imports;
  private final Set<String> names = new HashSet<>();

  private GraphEncoder(Graph graph, Sink sink, Imports imports) {
    this.graph = graph;
    this.sink = sink;
    this.imports = imports;
    names.addAll(graph.types().keySet());
    names.addAll(graph.constants().keySet());
    graph.nodes().forEach(n -> names.addAll(n.outputs()));
  }

  static void encode(Graph graph, Sink sink, Imports imports) {
    new GraphEncoder(graph, sink, imports).run();
  }

  private void run() {
    for (Map.Entry<String, Constant> entry : graph.constants().entrySet()) {
      constant(entry.getKey(), entry.getValue());
    }
    LayoutBridge bridge = new LayoutBridge(this);
    for (Node node : graph.nodes()) {
      for (Node plain : Expansion.apply(node, graph, this)) {
        bridge.around(plain);
      }
    }
    for (String input : graph.inputs()) {
      sink.field(11, TensorEncoder.value(input, graph.type(input)));
    }
    for (String output : graph.outputs()) {
      sink.field(12, TensorEncoder.value(output, graph.type(output)));
    }
  }

  Graph graph() {
    return graph;
  }

  /** A name that nothing in the graph has. */
  String fresh(String stem) {
    String candidate = stem;
    for (int i = 2; !names.add(candidate); i++) {
      candidate = stem + "_" + i;
    }
    return candidate;
  }

  /** Adds a constant under a fresh name, which is returned. */
  String literal(String stem, Constant constant) {
    String name = fresh(stem);
    sink.constant(name, constant);
    return name;
  }

  private void constant(String name, Constant constant) {
    if (constant.data() instanceof ConstantData.Filled(double value)
        && constant.elements() > LARGEST_STORED_FILL
        && FILLABLE.contains(constant.type().dtype())) {
      String shape =
          literal(
              name + "/shape",
              Literals.longs(
                  Shape.of(constant.type().shape().rank()),
                  Arrays.stream(constant.type().shape().sizes()).boxed().toList()));
      write(
          new Node(
              fresh(name + "/fill"),
              new Generate.ConstantOfShape(constant.type().dtype(), value),
              List.of(shape),
              List.of(name)));
      return;
    }
    if (isLiteralVector(constant)) {
      constantNode(name, constant);
      return;
    }
    sink.constant(name, constant);
  }

  /** As an initialiser such a constant would be read as a parameter. */
  private static boolean isLiteralVector(Constant constant) {
    return constant.role() == Constant.Role.LITERAL
        && constant.type().dtype().isFloat()
        && constant.type().shape().rank() > 0
        && constant.type().bytes() <= LARGEST_LITERAL;
  }

  private void constantNode(String name, Constant constant) {
    WireWriter node =
        new WireWriter().text(2, name).text(3, name + "/constant").text(4, "Constant");
    WireWriter tensor =
        TensorEncoder.head("", constant.type()).bytes(OnnxTensor.RAW, elements(constant));
    new AttributeWriter(node).tensor("value", tensor);
    sink.field(1, node);
  }

  private static byte[] elements(Constant constant) {
    return constant.data().read(constant.type()).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Writes one node whose operator ONNX has in this form. */
  void write(Node node) {
    if (node.op() instanceof Opaque opaque) {
      sink.field(1, opaque(node, opaque));
      return;
    }
    WireWriter message = new WireWriter();
    node.inputs().forEach(i -> message.text(1, i));
    node.outputs().forEach(o -> message.text(2, o));
    message.text(3, node.name());
    AttributeWriter attributes = new AttributeWriter(message);
    message.text(4, encode(node, attributes));
    sink.field(1, message);
  }

  /** Writes the attributes and returns the operator's name. */
  private String encode(Node node, AttributeWriter a) {
    Op op = node.op();
    switch (op) {
      case Unary unary -> OperatorEncoder.unary(unary, a);
      case Binary binary -> {
        OperatorEncoder.binary(binary, a);
        return OperatorEncoder.type(binary);
      }
      case Compare compare -> {
        return OperatorEncoder.type(compare);
      }
      case Reduce reduce -> OperatorEncoder.reduce(reduce, a);
      case Movement movement -> {
        MovementEncoder.attributes(movement, a);
        if (movement instanceof Movement.Split && !node.has(1)) {
          a.integer("num_outputs", node.outputs().size());
        }
        return MovementEncoder.type(movement);
      }
      case Contraction contraction -> OperatorEncoder.contraction(contraction, a);
      case Pool pool -> OperatorEncoder.pool(pool, a);
      case Normalise normalise -> OperatorEncoder.normalise(normalise, a);
      case Quantise quantise -> OperatorEncoder.quantise(quantise, a);
      case Generate generate -> OperatorEncoder.generate(generate, a);
      case Control control -> control(control, a);
      case Opaque opaque -> throw new IllegalStateException("opaque node " + opaque.type());
    }
    return op.label();
  }

  private void control(Control control, AttributeWriter a) {
    switch (control) {
      case Control.If branches ->
          a.graph("then_branch", body(branches.thenBranch()))
              .graph("else_branch", body(branches.elseBranch()));
      case Control.Loop loop -> a.graph("body", body(loop.body()));
    }
  }

  private byte[] body(Graph body) {
    WireWriter message = new WireWriter().text(2, body.name());
    encode(
        body,
        new Sink() {
          @Override
          public void field(int number, WireWriter field) {
            message.message(number, field);
          }

          @Override
          public void constant(String name, Constant constant) {
            message.message(
                5,
                TensorEncoder.head(name, constant.type())
                    .bytes(OnnxTensor.RAW, elements(constant)));
          }
        },
        imports);
    return message.toByteArray();
  }

  /** The node as it was read, with the names that it has now. */
  private WireWriter opaque(Node node, Opaque opaque) {
    if (!(opaque.payload() instanceof OnnxPayload payload)) {
      throw new UserError(
          "node '%s' (%s) was read from a %s file and has no ONNX form; remove it before writing"
              .formatted(Quote.of(node.name()), opaque.label(), opaque.payload().format()));
    }
    imports.require(opaque.domain(), opaque.version());
    imports.functions(payload.functions());
    WireWriter message = new WireWriter();
    node.inputs().forEach(i -> message.text(1, i));
    node.outputs().forEach(o -> message.text(2, o));
    message.text(3, node.name()).text(4, opaque.type());
    if (!opaque.domain().isEmpty()) {
      message.text(7, opaque.domain());
    }
    WireReader reader = WireReader.of(payload.node());
    while (reader.next()) {
      if (reader.field() == 5) {
        message.bytes(5, reader.bytes().copy());
      } else {
        reader.skip();
      }
    }
    return message;
  }
}
