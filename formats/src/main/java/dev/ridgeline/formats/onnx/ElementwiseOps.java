package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lifts operators that work element by element. */
final class ElementwiseOps {
  private static final Map<String, Op> PLAIN = plain();

  private ElementwiseOps() {}

  private static Map<String, Op> plain() {
    Map<String, Op> plain = new HashMap<>();
    for (Unary.Function function : Unary.Function.values()) {
      plain.put(function.label(), function);
    }
    for (Compare.Relation relation : Compare.Relation.values()) {
      plain.put(relation.label(), relation);
    }
    for (Binary binary : Binary.values()) {
      plain.put(binary.label(), binary);
    }
    // FMod, ShiftLeft and ShiftRight are not ONNX's names, and some take any number of inputs.
    for (String other : List.of("FMod", "ShiftLeft", "ShiftRight", "Mod", "Min", "Max")) {
      plain.remove(other);
    }
    plain.put("Where", new Compare.Where());
    return plain;
  }

  static boolean lift(NodeLift node) {
    Op plain = PLAIN.get(node.type());
    if (plain instanceof Binary || plain instanceof Compare.Relation) {
      node.emit(plain, node.need(0), OldBroadcast.second(node));
      return true;
    }
    if (plain != null) {
      node.emit(plain);
      return true;
    }
    return parametric(node) || several(node);
  }

  private static boolean parametric(NodeLift node) {
    Attributes a = node.attributes();
    boolean first = node.version() < 6;
    switch (node.type()) {
      case "LeakyRelu" -> node.emit(new Unary.LeakyRelu(a.number("alpha", 0.01f)));
      case "Elu" -> node.emit(new Unary.Elu(a.number("alpha", 1f)));
      case "Celu" -> node.emit(new Unary.Celu(a.number("alpha", 1f)));
      case "Selu" ->
          node.emit(
              new Unary.Selu(
                  a.number("alpha", first ? 1.6732f : 1.6732632f),
                  a.number("gamma", first ? 1.0507f : 1.050701f)));
      case "HardSigmoid" ->
          node.emit(new Unary.HardSigmoid(a.number("alpha", 0.2f), a.number("beta", 0.5f)));
      case "ThresholdedRelu" -> node.emit(new Unary.ThresholdedRelu(a.number("alpha", 1f)));
      case "Shrink" -> node.emit(new Unary.Shrink(a.number("bias", 0f), a.number("lambd", 0.5f)));
      case "Gelu" -> node.emit(new Unary.Gelu(a.text("approximate", "none").equals("tanh")));
      case "Swish" -> node.emit(new Unary.Swish(a.number("alpha", 1f)));
      case "IsInf" ->
          node.emit(
              new Unary.IsInf(a.flag("detect_negative", true), a.flag("detect_positive", true)));
      case "Cast" -> cast(node, target(node));
      case "CastLike" -> cast(node, node.dtype(1));
      case "Clip" -> clip(node);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static DType target(NodeLift node) {
    Attributes a = node.attributes();
    return node.version() < 6 && !a.text("to", "").isEmpty()
        ? ElementTypes.named(a.text("to", ""))
        : ElementTypes.of(Math.clamp(a.needInteger("to"), -1, 1000));
  }

  private static void cast(NodeLift node, DType to) {
    if (to == DType.STRING || node.type(0).dtype() == DType.STRING || to == DType.UNKNOWN) {
      throw new NotFollowed("casts of strings are not known");
    }
    node.emit(new Unary.Cast(to, node.attributes().flag("saturate", true)), node.need(0));
  }

  private static void clip(NodeLift node) {
    if (node.version() >= 11) {
      node.emit(new Unary.Clip());
      return;
    }
    Attributes a = node.attributes();
    DType dtype = node.type(0).dtype() == DType.UNKNOWN ? DType.F32 : node.type(0).dtype();
    String min = a.has("min") ? node.scalar("min", dtype, a.number("min", 0)) : Node.ABSENT;
    String max = a.has("max") ? node.scalar("max", dtype, a.number("max", 0)) : Node.ABSENT;
    node.emit(new Unary.Clip(), node.need(0), min, max);
  }

  private static boolean several(NodeLift node) {
    switch (node.type()) {
      case "Mod" -> node.emit(node.attributes().flag("fmod", false) ? Binary.FMOD : Binary.MOD);
      case "BitShift" ->
          node.emit(
              node.attributes().text("direction", "").equals("LEFT")
                  ? Binary.SHIFT_LEFT
                  : Binary.SHIFT_RIGHT);
      case "Sum" -> chain(node, Binary.ADD, node.node().outputs());
      case "Min" -> chain(node, Binary.MIN, node.node().outputs());
      case "Max" -> chain(node, Binary.MAX, node.node().outputs());
      case "Mean" -> mean(node);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void mean(NodeLift node) {
    int count = node.inputCount();
    if (count < 2) {
      chain(node, Binary.ADD, node.node().outputs());
      return;
    }
    String divisor = node.scalar("count", node.dtype(0), count);
    String sum = node.inner("sum");
    chain(node, Binary.ADD, List.of(sum));
    node.emit(Binary.DIV, sum, divisor);
  }

  /** Applies {@code op} from left to right over all inputs. */
  private static void chain(NodeLift node, Binary op, List<String> outputs) {
    String left = node.need(0);
    int last = node.inputCount() - 1;
    if (last == 0) {
      node.emit(Unary.Function.IDENTITY, List.of(left), outputs);
      return;
    }
    for (int i = 1; i < last; i++) {
      left = node.step(op, left, node.need(i));
    }
    node.emit(op, new ArrayList<>(List.of(left, node.need(last))), outputs);
  }
}
