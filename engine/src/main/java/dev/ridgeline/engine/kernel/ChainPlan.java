package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.Chain;
import dev.ridgeline.compiler.operator.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A chain of elementwise operators as one pass.
 *
 * @param operands values and the shapes that they are broadcast from, as they lie in memory
 * @param shape of the result, as it lies in memory
 * @param links of the chain
 * @param y output
 */
public record ChainPlan(List<Term> operands, List<Integer> shape, List<Chain.Link> links, Placed y)
    implements StepPlan {

  /**
   * An operand.
   *
   * @param value what is read
   * @param shape with as many axes as the result
   */
  public record Term(Placed value, List<Integer> shape) {
    /** Copies the shape. */
    public Term {
      shape = List.copyOf(shape);
    }
  }

  /** Copies the lists. */
  public ChainPlan {
    operands = List.copyOf(operands);
    shape = List.copyOf(shape);
    links = List.copyOf(links);
  }

  private Chain chain() {
    return new Chain(ElementLoop.CHUNK, operands.size(), links);
  }

  @Override
  public String kernel() {
    return "elementwise "
        + links.stream()
            .map(link -> link.op().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
  }

  @Override
  public List<Placed> inputs() {
    return operands.stream().map(Term::value).toList();
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public List<Operator> compiled() {
    return List.of(chain());
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    int[] result = ints(shape);
    List<Operand> from = new ArrayList<>();
    for (Term term : operands) {
      from.add(Operand.of(memory.of(term.value()), ints(term.shape()), result));
    }
    return new ElementLoop(chain(), from, memory.of(y), compilers);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
