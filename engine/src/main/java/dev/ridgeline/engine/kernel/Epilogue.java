package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.compiler.operator.Chain;
import dev.ridgeline.compiler.operator.ChainOp;
import dev.ridgeline.compiler.operator.ConvEpilogue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is done to each element of a result before others see it: bias, the sum with another value,
 * functions, in this order.
 *
 * @param bias a vector, one element an output channel
 * @param residual a value of the result's shape and order that is added
 * @param functions links of one operand; their operand numbers are not used
 */
public record Epilogue(
    Optional<Placed> bias, Optional<Placed> residual, List<Chain.Link> functions) {

  /** Copies the functions. */
  public Epilogue {
    functions = List.copyOf(functions);
  }

  public static Epilogue none() {
    return new Epilogue(Optional.empty(), Optional.empty(), List.of());
  }

  public boolean isEmpty() {
    return bias.isEmpty() && residual.isEmpty() && functions.isEmpty();
  }

  /** Its last function as kernels know it, where it has one function and that is such a one. */
  Optional<ActivationKind> activation() {
    return functions.size() == 1 ? activation(functions.getFirst()) : Optional.empty();
  }

  /** What a convolution's kernel does of it itself. */
  ConvEpilogue fused() {
    return new ConvEpilogue(
        bias.isPresent(), residual.isPresent(), activation().orElse(ActivationKind.NONE));
  }

  /** What is left when sums and, if it can, the function are done in a kernel. */
  Epilogue rest() {
    return activation().isPresent()
        ? none()
        : new Epilogue(Optional.empty(), Optional.empty(), functions);
  }

  private static Optional<ActivationKind> activation(Chain.Link f) {
    return switch (f.op()) {
      case RELU -> Optional.of(ActivationKind.RELU);
      case CLIP -> f.p() == 0 && f.q() == 6 ? Optional.of(ActivationKind.RELU6) : Optional.empty();
      case SIGMOID -> Optional.of(ActivationKind.SIGMOID);
      case TANH -> Optional.of(ActivationKind.TANH);
      case HARD_SWISH -> Optional.of(ActivationKind.HARD_SWISH);
      case GELU -> Optional.of(ActivationKind.GELU);
      case SWISH -> f.p() == 1 ? Optional.of(ActivationKind.SILU) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The values that it reads. */
  public List<Placed> inputs() {
    List<Placed> inputs = new ArrayList<>();
    bias.ifPresent(inputs::add);
    residual.ifPresent(inputs::add);
    return inputs;
  }

  /** As a chain whose first input is the result itself. */
  Chain chain() {
    int inputs = 1 + inputs().size();
    List<Chain.Link> links = new ArrayList<>();
    int value = 0;
    for (int other = 1; other < inputs; other++) {
      links.add(new Chain.Link(ChainOp.ADD, value, other, 0, 0));
      value = inputs + links.size() - 1;
    }
    for (Chain.Link f : functions) {
      links.add(new Chain.Link(f.op(), value, value, f.p(), f.q()));
      value = inputs + links.size() - 1;
    }
    return new Chain(ElementLoop.CHUNK, inputs, links);
  }

  /**
   * A pass over a result that stands in memory.
   *
   * @param shape of the result as it lies in memory, the channels last
   */
  Step over(Block result, int[] shape, Memory memory, Compilers compilers) {
    List<Operand> operands = new ArrayList<>();
    operands.add(Operand.of(result, shape, shape));
    bias.ifPresent(b -> {
      int[] vector = new int[shape.length];
      Arrays.fill(vector, 1);
      vector[shape.length - 1] = shape[shape.length - 1];
      operands.add(Operand.of(memory.of(b), vector, shape));
    });
    residual.ifPresent(r -> operands.add(Operand.of(memory.of(r), shape, shape)));
    return new ElementLoop(chain(), operands, result, compilers);
  }

  /** For the user: {@code + bias + residual, relu}. */
  public String text() {
    StringBuilder text = new StringBuilder();
    bias.ifPresent(_ -> text.append(" + bias"));
    residual.ifPresent(_ -> text.append(" + residual"));
    functions.forEach(f -> text.append(", ").append(f.op().name().toLowerCase(Locale.ROOT)));
    return text.toString();
  }
}
