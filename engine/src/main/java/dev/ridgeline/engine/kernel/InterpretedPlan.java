package dev.ridgeline.engine.kernel;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.interpreter.Interpreter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A node that no kernel here computes, handed to the interpreter. Right, slow, and it allocates.
 *
 * @param node the node
 * @param types of its inputs and outputs, all known
 * @param constants among its inputs
 * @param reason why no kernel took it
 */
public record InterpretedPlan(
    Node node, Map<String, TensorType> types, Map<String, Constant> constants, String reason)
    implements StepPlan {

  /** Copies the maps. */
  public InterpretedPlan {
    types = Map.copyOf(types);
    constants = Map.copyOf(constants);
  }

  @Override
  public String kernel() {
    return "interpreter " + node.op().label();
  }

  @Override
  public List<Placed> inputs() {
    return node.inputs().stream()
        .filter(i -> !i.equals(Node.ABSENT))
        .distinct()
        .map(Placed::rowMajor)
        .toList();
  }

  @Override
  public List<Placed> outputs() {
    return node.outputs().stream()
        .filter(o -> !o.equals(Node.ABSENT))
        .map(Placed::rowMajor)
        .toList();
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    List<String> inputs = new ArrayList<>();
    Map<String, Block> from = new LinkedHashMap<>();
    for (Placed input : inputs()) {
      if (!constants.containsKey(input.value())) {
        inputs.add(input.value());
        from.put(input.value(), memory.of(input));
      }
    }
    List<String> outputs = outputs().stream().map(Placed::value).toList();
    Graph alone = new Graph(node.name(), inputs, List.of(node), outputs, constants, types);
    Interpreter interpreter = Interpreter.of(alone, compilers.threads());
    List<MemorySegment> to = outputs().stream().map(output -> memory.of(output).segment()).toList();
    return new Step() {
      @Override
      public void run() {
        Map<String, Tensor> given = new LinkedHashMap<>();
        from.forEach((name, block) -> given.put(name, new Tensor(type(name), block.segment())));
        interpreter.bind(given);
        interpreter.run();
        List<Tensor> results = interpreter.outputs();
        for (int i = 0; i < to.size(); i++) {
          MemorySegment.copy(results.get(i).data(), 0, to.get(i), 0, to.get(i).byteSize());
        }
      }

      @Override
      public void close() {
        interpreter.close();
      }
    };
  }

  private TensorType type(String value) {
    return Objects.requireNonNull(types.get(value));
  }
}
