package dev.ridgeline.compiler.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.template.GemmTemplate;
import dev.ridgeline.compiler.template.TargetTraits;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The best schedules of matrix products stay within the length of method that the JIT compiles, for
 * machines of every vector width, not only the one that the tests run on.
 */
final class MethodLengthTest {
  private static final int[] SIZES = {
    1, 2, 3, 5, 7, 8, 9, 13, 16, 17, 31, 33, 63, 65, 100, 129, 200, 256, 300, 512, 784, 1000, 1024
  };

  /** Shapes that were too long once, at 64 bytes a vector. */
  private static final List<Gemm> ONCE_TOO_LONG =
      List.of(
          new Gemm(129, 10, 1024, true, true, false, ActivationKind.NONE),
          new Gemm(1024, 13, 200, true, true, false, ActivationKind.TANH),
          new Gemm(512, 7, 512, true, false, false, ActivationKind.GELU),
          new Gemm(1000, 4, 784, true, true, true, ActivationKind.NONE),
          new Gemm(784, 9, 1000, true, false, false, ActivationKind.NONE),
          new Gemm(512, 5, 784, true, true, true, ActivationKind.RELU6),
          Gemm.of(1024, 10, 1024));

  @ParameterizedTest(name = "vectors of {0} bytes")
  @ValueSource(ints = {16, 32, 64})
  void productsAreShortEnough(int vectorBytes) {
    List<Gemm> shapes = new ArrayList<>(ONCE_TOO_LONG);
    SplittableRandom random = new SplittableRandom(20);
    for (int i = 0; i < 150; i++) {
      shapes.add(draw(random));
    }
    List<String> refused = new ArrayList<>();
    for (Gemm shape : shapes) {
      for (int threads = 1; threads <= 2; threads++) {
        TargetTraits traits = TargetTraits.of("jvm", vectorBytes, threads);
        try {
          ProgramClass.of(Lowering.lower(GemmTemplate.best(shape, traits).program()), vectorBytes);
        } catch (UserError e) {
          refused.add(shape + " on " + threads + ": " + e.getMessage());
        }
      }
    }
    assertThat(refused).isEmpty();
  }

  private static Gemm draw(SplittableRandom random) {
    ActivationKind[] kinds = ActivationKind.values();
    return new Gemm(
        SIZES[random.nextInt(SIZES.length)],
        SIZES[random.nextInt(SIZES.length)],
        SIZES[random.nextInt(SIZES.length)],
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean() ? ActivationKind.NONE : kinds[random.nextInt(kinds.length)]);
  }
}
