package dev.ridgeline.peers.openblas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.peers.RequiredPeer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenBlasSgemmTest {
  /** Unit roundoff of f32. */
  private static final double U = 0x1p-24;

  @BeforeAll
  static void needsTheLibrary() {
    RequiredPeer.of(OpenBlas.load());
  }

  private static OpenBlas library() {
    return RequiredPeer.of(OpenBlas.load());
  }

  private static Map<String, Tensor> random(Map<String, TensorType> types) {
    Map<String, Tensor> tensors = new TreeMap<>();
    types.forEach((name, type) -> tensors.put(name, Tensor.random(type, name.hashCode())));
    return tensors;
  }

  /**
   * Holds every element of C against the sum in f64. Each sum of k products, the factors and the
   * addition of the old C round k + 3 times at most, each by u of what has been added up.
   */
  private static void assertRight(Sgemm g, Map<String, Tensor> in, Tensor c) {
    Tensor a = in.getOrDefault("a", c);
    Tensor b = in.getOrDefault("b", c);
    assertThat(c.type()).isEqualTo(g.typeC());
    for (int i = 0; i < g.m(); i++) {
      for (int j = 0; j < g.n(); j++) {
        double sum = 0;
        double size = 0;
        for (int l = 0; l < g.k(); l++) {
          double x = a.floatAt(g.transposeA() ? (long) l * g.lda() + i : (long) i * g.lda() + l);
          double y = b.floatAt(g.transposeB() ? (long) j * g.ldb() + l : (long) l * g.ldb() + j);
          sum += x * y;
          size += Math.abs(x * y);
        }
        long at = (long) i * g.ldc() + j;
        double old = g.beta() == 0 ? 0 : g.beta() * (double) in.getOrDefault("c", c).floatAt(at);
        double error = (g.k() + 3) * U * (Math.abs(g.alpha()) * size + Math.abs(old));
        assertThat((double) c.floatAt(at)).isCloseTo(g.alpha() * sum + old, within(error));
      }
    }
  }

  private static void check(Sgemm g, int threads, int runs) {
    try (OpenBlasSgemm gemm = library().sgemm(g, threads)) {
      Map<String, Tensor> in = random(gemm.inputs());
      gemm.prepare(gemm.inputs());
      gemm.bind(in);
      for (int i = 0; i < runs; i++) {
        gemm.run();
      }
      assertRight(g, in, gemm.outputs().getFirst());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,2",
    "1,1,1",
    "3,5,7",
    "17,33,65",
    "64,1,129",
    "1,200,31",
    "131,67,1",
    "129,255,127"
  })
  void multipliesAtOddSizesHoweverStored(int m, int n, int k) {
    for (int stored = 0; stored < 4; stored++) {
      for (int threads = 1; threads <= 2; threads++) {
        check(Sgemm.of(m, n, k).transposed((stored & 1) != 0, (stored & 2) != 0), threads, 2);
      }
    }
  }

  @Test
  void takesLeadingDimensionsAndFactors() {
    Sgemm g = Sgemm.of(19, 23, 29).leading(31, 37, 41).scaled(-1.5f, 0.25f);
    check(g, 1, 1);
    check(g, 2, 3);
    check(Sgemm.of(19, 23, 29).transposed(true, true).scaled(2, 1), 1, 2);
  }

  @Test
  void leavesTheEndsOfRowsAlone() {
    Sgemm g = Sgemm.of(3, 2, 4).leading(5, 6, 7).scaled(1, 1);
    try (OpenBlasSgemm gemm = library().sgemm(g, 1)) {
      Map<String, Tensor> in = random(gemm.inputs());
      gemm.bind(in);
      gemm.run();
      Tensor c = gemm.outputs().getFirst();
      for (int row = 0; row < 3; row++) {
        for (int column = 2; column < 7; column++) {
          long at = row * 7L + column;
          assertThat(c.floatAt(at)).isEqualTo(in.getOrDefault("c", c).floatAt(at));
        }
      }
    }
  }

  @Test
  void numbersOfThreadsMayTakeTurns() {
    Sgemm g = Sgemm.of(150, 140, 130);
    try (OpenBlasSgemm one = library().sgemm(g, 1);
        OpenBlasSgemm two = library().sgemm(g, 2)) {
      Map<String, Tensor> in = random(one.inputs());
      one.bind(in);
      two.bind(in);
      for (int i = 0; i < 5; i++) {
        one.run();
        two.run();
      }
      assertRight(g, in, one.outputs().getFirst());
      assertRight(g, in, two.outputs().getFirst());
    }
  }

  @Test
  void saysWhatItIs() {
    OpenBlas library = library();
    assertThat(library.version()).isEqualTo("0.3.31");
    assertThat(library.kernel()).isNotBlank();
    assertThat(library.configuration()).contains("OpenBLAS 0.3.31").contains(library.kernel());
    try (OpenBlasSgemm gemm = library.sgemm(Sgemm.of(1, 1, 1), 1)) {
      assertThat(gemm.engine()).isEqualTo("openblas 0.3.31");
      assertThat(gemm.problem().macs()).isEqualTo(1);
    }
  }

  @Test
  void refusesInputsThatDoNotFit() {
    try (OpenBlasSgemm gemm = library().sgemm(Sgemm.of(2, 3, 4), 1)) {
      assertThatThrownBy(() -> gemm.prepare(Map.of("a", TensorType.f32(2, 4))))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "the kernel takes inputs {a=f32[2x4], b=f32[4x3]} but got {a=f32[2x4]}; give exactly these");
      assertThatThrownBy(() -> gemm.bind(random(Map.of("a", TensorType.f32(2, 4)))))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("give exactly these");
      assertThatThrownBy(gemm::run).hasMessage("no inputs are bound");
      assertThatThrownBy(gemm::outputs).hasMessage("nothing has run since the inputs were bound");
    }
  }

  @Test
  void refusesSizesAndThreadsThatCannotBe() {
    assertThatThrownBy(() -> Sgemm.of(0, 1, 1))
        .isInstanceOf(UserError.class)
        .hasMessage("a multiplication of matrices got m 0; give at least 1");
    assertThatThrownBy(() -> Sgemm.of(2, 3, 4).leading(3, 3, 3))
        .hasMessage("a multiplication of matrices got lda 3; give at least 4");
    assertThatThrownBy(() -> Sgemm.of(2, 3, 4).transposed(false, true).leading(4, 3, 3))
        .hasMessage("a multiplication of matrices got ldb 3; give at least 4");
    assertThatThrownBy(() -> library().sgemm(Sgemm.of(1, 1, 1), 0))
        .isInstanceOf(UserError.class)
        .hasMessage("OpenBLAS got 0 threads; give at least 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000})
  void saysHowManyThreadsThereCanBe(int threads) {
    assertThatThrownBy(() -> library().sgemm(Sgemm.of(1, 1, 1), threads))
        .isInstanceOf(UserError.class)
        .hasMessageMatching(
            "OpenBLAS got 100000 threads and can have [0-9]+ at most; ask for fewer");
  }
}
