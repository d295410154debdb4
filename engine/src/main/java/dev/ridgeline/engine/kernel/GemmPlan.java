package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A product of matrices, {@code Y [M, N] = A [M, K] B [K, N]}, by a compiled kernel, with an
 * epilogue. A constant B that is given as [N, K] is transposed when it is built.
 *
 * @param m rows of A and Y
 * @param n columns of B and Y
 * @param k terms
 * @param transposeA whether A is [K, M]
 * @param transposeB whether B is [N, K]
 * @param constantB whether B is a constant
 * @param a left factor
 * @param b right factor
 * @param epilogue what follows it
 * @param y output
 */
public record GemmPlan(
    int m,
    int n,
    int k,
    boolean transposeA,
    boolean transposeB,
    boolean constantB,
    Placed a,
    Placed b,
    Epilogue epilogue,
    Placed y)
    implements StepPlan {
  private static final int COLUMNS = 16;

  private Gemm operator() {
    return new Gemm(
        m, n, k, transposeA, transposeB && !constantB, epilogue.bias().isPresent(), activation());
  }

  /** Applied by the product's kernel: it takes no residual, and what follows one comes later. */
  private ActivationKind activation() {
    return epilogue.residual().isPresent() ? ActivationKind.NONE : epilogue.fused().activation();
  }

  private Epilogue rest() {
    return epilogue.residual().isPresent()
        ? new Epilogue(Optional.empty(), epilogue.residual(), epilogue.functions())
        : epilogue.rest();
  }

  @Override
  public String kernel() {
    return "gemm " + m + "x" + n + "x" + k + epilogue.text();
  }

  @Override
  public List<Placed> inputs() {
    List<Placed> inputs = new ArrayList<>(List.of(a, b));
    inputs.addAll(epilogue.inputs());
    return inputs;
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public List<Operator> compiled() {
    Epilogue rest = rest();
    return rest.isEmpty() ? List.of(operator()) : List.of(operator(), rest.chain());
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    Kernel kernel = compilers.kernel(operator());
    Block right = constantB && transposeB ? transposed(memory) : memory.of(b);
    Block out = memory.of(y);
    List<Object> bound = new ArrayList<>(List.of(memory.of(a).bound(), right.bound()));
    epilogue.bias().ifPresent(bias -> bound.add(memory.of(bias).bound()));
    bound.add(out.bound());
    kernel.bindAll(bound.toArray());
    Step product = new KernelStep(kernel);
    Epilogue rest = rest();
    return rest.isEmpty()
        ? product
        : new Steps(List.of(product, rest.over(out, new int[] {m, n}, memory, compilers)));
  }

  /** [N, K] to [K, N]: a line of the cache, which holds so many columns, is written at once. */
  private Block transposed(Memory memory) {
    Tensor w = memory.constant(b.value());
    Block turned = memory.keep((long) k * n);
    IntStream.range(0, Math.ceilDiv(n, COLUMNS))
        .parallel()
        .forEach(part -> {
          int first = part * COLUMNS;
          int count = Math.min(COLUMNS, n - first);
          float[] rows = w.floats((long) first * k, count * k);
          float[] line = new float[count];
          for (int p = 0; p < k; p++) {
            for (int j = 0; j < count; j++) {
              line[j] = rows[j * k + p];
            }
            turned.set((long) p * n + first, line);
          }
        });
    return turned;
  }
}
