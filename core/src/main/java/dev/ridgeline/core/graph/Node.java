package dev.ridgeline.core.graph;

import dev.ridgeline.core.op.Op;
import java.util.List;

/**
 * One application of an operator.
 *
 * @param name unique in its graph
 * @param op what it computes
 * @param inputs names of values, in the operator's order; {@link #ABSENT} where an optional input
 *     is left out
 * @param outputs names of the values that it defines; {@link #ABSENT} where an optional output is
 *     not wanted
 */
public record Node(String name, Op op, List<String> inputs, List<String> outputs) {
  /** Stands where an optional input or output is left out. */
  public static final String ABSENT = "";

  public Node {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a node needs a name");
    }
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Whether input {@code index} is given. */
  public boolean has(int index) {
    return index < inputs.size() && !inputs.get(index).equals(ABSENT);
  }

  /** The name of input {@code index}, {@link #ABSENT} when it is left out. */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : ABSENT;
  }

  /** The name of output 0. */
  public String output() {
    return outputs.getFirst();
  }
}
