package dev.ridgeline.engine.plan;

import dev.ridgeline.compiler.operator.Chain;
import dev.ridgeline.compiler.operator.ChainOp;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.kernel.ChainPlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Chains of elementwise operators: the node and those that follow it, each the only reader of the
 * one before, all of one shape.
 */
final class PlanElementwise {
  /** Operands of a chain: each is an array in the first cache. */
  private static final int MOST_OPERANDS = 6;

  private final Draft draft;
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> operands = new ArrayList<>();
  private final List<Chain.Link> links = new ArrayList<>();
  private String value;

  private PlanElementwise(Draft draft, Node first) {
    this.draft = draft;
    this.value = first.output();
  }

  /** Plans the node and what follows it, or says why not. */
  static Optional<String> plan(Draft draft, Node node) {
    PlanElementwise plan = new PlanElementwise(draft, node);
    if (!draft.isF32(node.output()) || !plan.first(node)) {
      return Optional.of("there is no kernel for it on these types");
    }
    plan.follow();
    plan.add();
    return Optional.empty();
  }

  private boolean first(Node node) {
    nodes.add(node);
    if (node.op() instanceof Normalise.BatchNorm norm) {
      return batchNorm(node, norm);
    }
    Optional<Chain.Link> function = Links.function(draft, node);
    if (function.isPresent()) {
      link(function.get(), operand(node.input(0)), 0);
      return true;
    }
    Optional<ChainOp> binary = Links.binary(draft, node);
    binary.ifPresent(op -> link(op, operand(node.input(0)), operand(node.input(1))));
    return binary.isPresent();
  }

  /** Scale and shift a channel, made here from the constants. */
  private boolean batchNorm(Node node, Normalise.BatchNorm norm) {
    boolean constant = node.inputs().stream().skip(1).allMatch(draft::isConstant);
    int[] x = draft.dims(node.input(0));
    if (norm.training() || norm.layout() != Layout.NCHW || !constant || x.length < 2) {
      return false;
    }
    int channels = x[1];
    long[] shape = new long[x.length - 1];
    Arrays.fill(shape, 1);
    shape[0] = channels;
    List<Constant> parts = node.inputs().subList(1, 5).stream().map(draft::constant).toList();
    Placed scale = made(node.name() + "|scale", shape, parts, norm.epsilon(), true);
    Placed shift = made(node.name() + "|shift", shape, parts, norm.epsilon(), false);
    link(ChainOp.MUL, operand(node.input(0)), operand(scale.value()));
    link(ChainOp.ADD, -1, operand(shift.value()));
    return true;
  }

  private Placed made(
      String name, long[] shape, List<Constant> parts, double epsilon, boolean scale) {
    ConstantData.Decoder decoder =
        _ -> {
          List<Tensor> t = parts.stream().map(Constant::tensor).toList();
          float[] values = new float[Math.toIntExact(parts.getFirst().elements())];
          for (int i = 0; i < values.length; i++) {
            double s = t.get(0).floatAt(i) / Math.sqrt(t.get(3).floatAt(i) + epsilon);
            values[i] = (float) (scale ? s : t.get(1).floatAt(i) - t.get(2).floatAt(i) * s);
          }
          return MemorySegment.ofArray(values);
        };
    return draft.make(
        name,
        new Constant(
            TensorType.f32(shape), Constant.Role.PARAMETER, new ConstantData.Deferred(decoder)));
  }

  /** Operand numbers below 0 name the last link; they are made right when all are known. */
  private void link(Chain.Link like, int a, int b) {
    links.add(new Chain.Link(like.op(), a, b, like.p(), like.q()));
  }

  private void link(ChainOp op, int a, int b) {
    links.add(new Chain.Link(op, a, b, 0, 0));
  }

  private int operand(String name) {
    int known = operands.indexOf(name);
    if (known >= 0) {
      return known;
    }
    operands.add(name);
    return operands.size() - 1;
  }

  private void follow() {
    for (Optional<Node> next = draft.onlyReader(value);
        next.isPresent() && !draft.isDone(next.get()) && follows(next.get());
        next = draft.onlyReader(value)) {
      nodes.add(next.get());
      value = next.get().output();
    }
  }

  private boolean follows(Node node) {
    if (!draft.isF32(node.output())
        || !Arrays.equals(draft.dims(node.output()), draft.dims(value))) {
      return false;
    }
    Optional<Chain.Link> function = Links.function(draft, node);
    if (function.isPresent() && node.input(0).equals(value)) {
      link(function.get(), -1, 0);
      return true;
    }
    Optional<ChainOp> binary = Links.binary(draft, node);
    if (binary.isEmpty() || operands.size() >= MOST_OPERANDS) {
      return false;
    }
    boolean left = node.input(0).equals(value);
    String other = left ? node.input(1) : node.input(0);
    if (other.equals(value) || !draft.isThere(other)) {
      return false;
    }
    int number = operand(other);
    link(binary.get(), left ? -1 : number, left ? number : -1);
    return true;
  }

  private void add() {
    int[] shape = draft.dims(value);
    boolean last = isChannelsLast(shape);
    Order order = last ? Order.CHANNELS_LAST : Order.ROW_MAJOR;
    List<ChainPlan.Term> terms = new ArrayList<>();
    for (String operand : operands) {
      int[] own = padded(draft.dims(operand), shape.length);
      boolean whole = own.length == shape.length && Arrays.equals(own, shape);
      Placed placed =
          whole || !draft.isConstant(operand)
              ? draft.in(
                  operand, draft.dims(operand).length == shape.length ? order : Order.ROW_MAJOR)
              : Placed.rowMajor(operand);
      terms.add(new ChainPlan.Term(placed, list(last ? turned(own) : own)));
    }
    List<Chain.Link> numbered = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      Chain.Link link = links.get(i);
      int before = operands.size() + i - 1;
      numbered.add(
          new Chain.Link(
              link.op(),
              link.a() < 0 ? before : link.a(),
              link.b() < 0 ? before : link.b(),
              link.p(),
              link.q()));
    }
    draft.add(
        new ChainPlan(
            terms, list(last ? turned(shape) : shape), numbered, new Placed(value, order)),
        nodes,
        "");
  }

  /**
   * Whether the result is made with channels last: where an operand of its shape is there in that
   * order only, and no constant would have to be turned.
   */
  private boolean isChannelsLast(int[] shape) {
    if (shape.length < 3) {
      return false;
    }
    boolean wanted = false;
    for (String operand : operands) {
      int[] own = draft.dims(operand);
      if (draft.isConstant(operand)) {
        long axes = Arrays.stream(own).filter(size -> size > 1).count();
        if (axes > 1) {
          return false;
        }
      } else if (own.length != shape.length && draft.elements(operand) > 1) {
        return false;
      } else if (Arrays.equals(own, shape) && !draft.isThere(Placed.rowMajor(operand))) {
        wanted = true;
      }
    }
    return wanted;
  }

  private static int[] padded(int[] dims, int rank) {
    int[] all = new int[rank];
    Arrays.fill(all, 1);
    System.arraycopy(dims, 0, all, rank - dims.length, dims.length);
    return all;
  }

  private static int[] turned(int[] dims) {
    int[] turned = new int[dims.length];
    turned[0] = dims[0];
    System.arraycopy(dims, 2, turned, 1, dims.length - 2);
    turned[dims.length - 1] = dims[1];
    return turned;
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
