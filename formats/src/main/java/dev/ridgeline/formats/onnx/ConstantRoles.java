package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Constant.Role;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Unary;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides what constants of an ONNX file are for, which the format does not say.
 *
 * <ul>
 *   <li>Weights and biases of convolutions, matrix products, recurrent layers and normalisations,
 *       slopes of PRelu are parameters, wherever they come from; running means and variances are
 *       buffers.
 *   <li>Quantised weights and biases are parameters; scales and zero points are literals.
 *   <li>Other floating-point initialisers are parameters when they have a dimension; scalars, and
 *       what stands where a limit, a pad value or an initial state is wanted, are literals.
 *   <li>All other constants (integers, values of Constant nodes) are literals.
 * </ul>
 *
 * <p>Transposes, reshapes, casts and gathers in between are looked through.
 */
final class ConstantRoles {

  /** Where a constant came from. */
  enum Origin {
    INITIALIZER,
    CONSTANT_NODE,
    /** A fill of known shape, folded. */
    FILL
  }

  /** What one use of a value says of it. */
  private enum Use {
    WEIGHT,
    STATISTIC,
    SETTING,
    /** An ordinary operand. */
    OPERAND
  }

  private final Map<String, Set<Use>> uses = new HashMap<>();

  private ConstantRoles() {}

  /** The constants with their roles. */
  static Map<String, Constant> assign(
      Map<String, Constant> constants, Map<String, Origin> origins, List<Node> nodes) {
    ConstantRoles roles = new ConstantRoles();
    roles.collect(nodes);
    Map<String, Constant> assigned = new LinkedHashMap<>();
    constants.forEach((value, constant) ->
        assigned.put(
            value,
            constant.withRole(
                roles.role(value, constant, origins.getOrDefault(value, Origin.INITIALIZER)))));
    return assigned;
  }

  private Role role(String value, Constant constant, Origin origin) {
    Set<Use> of = uses.getOrDefault(value, Set.of());
    if (of.contains(Use.WEIGHT)) {
      return Role.PARAMETER;
    }
    if (of.contains(Use.STATISTIC)) {
      return Role.BUFFER;
    }
    boolean candidate =
        constant.type().dtype().isFloat()
            && constant.type().shape().rank() > 0
            && origin != Origin.CONSTANT_NODE;
    return candidate && (of.isEmpty() || of.contains(Use.OPERAND)) ? Role.PARAMETER : Role.LITERAL;
  }

  /** Walks backwards, so that what is said of a node's output reaches the input it passes on. */
  private void collect(List<Node> nodes) {
    for (Node node : nodes.reversed()) {
      if (node.op() instanceof Control control) {
        bodies(control).forEach(body -> collect(body.nodes()));
      }
      for (int i = 0; i < node.inputs().size(); i++) {
        if (node.has(i)) {
          Set<Use> of = uses.computeIfAbsent(node.input(i), _ -> EnumSet.noneOf(Use.class));
          if (i == 0 && passesOn(node.op())) {
            of.addAll(uses.getOrDefault(node.output(), Set.of(Use.OPERAND)));
          } else {
            of.add(use(node.op(), i));
          }
        }
      }
    }
  }

  private static List<Graph> bodies(Control control) {
    return switch (control) {
      case Control.If branches -> List.of(branches.thenBranch(), branches.elseBranch());
      case Control.Loop loop -> List.of(loop.body());
    };
  }

  private static boolean passesOn(Op op) {
    return switch (op) {
      case Movement.Reshape _,
          Movement.Transpose _,
          Movement.Squeeze _,
          Movement.Unsqueeze _,
          Movement.Flatten _,
          Movement.Expand _,
          Movement.Gather _,
          Unary.Cast _ ->
          true;
      case Unary.Function function -> function == Unary.Function.IDENTITY;
      default -> false;
    };
  }

  private static Use use(Op op, int i) {
    return switch (op) {
      case Contraction.Recurrent _ -> i <= 3 || i == 7 ? Use.WEIGHT : Use.SETTING;
      case Contraction _ -> Use.WEIGHT;
      case Normalise.BatchNorm _ -> i >= 3 ? Use.STATISTIC : Use.WEIGHT;
      case Normalise.Dropout _ -> i > 0 ? Use.SETTING : Use.OPERAND;
      case Normalise _ -> i > 0 ? Use.WEIGHT : Use.OPERAND;
      case Quantise.DequantizeLinear _ -> i == 0 ? Use.WEIGHT : Use.SETTING;
      case Quantise.QLinearConv _ -> i == 3 || i == 8 ? Use.WEIGHT : Use.SETTING;
      case Quantise.QLinearMatMul _ -> i == 0 || i == 3 ? Use.WEIGHT : Use.SETTING;
      case Quantise.MatMulInteger _, Quantise.ConvInteger _ -> i < 2 ? Use.WEIGHT : Use.SETTING;
      case Quantise _ -> i > 0 ? Use.SETTING : Use.OPERAND;
      case Movement _, Unary _, Generate _, Pool _ -> i > 0 ? Use.SETTING : Use.OPERAND;
      case Binary binary -> binary == Binary.PRELU && i == 1 ? Use.WEIGHT : Use.OPERAND;
      default -> Use.OPERAND;
    };
  }
}
