package dev.ridgeline.measure.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StreamBufferTest {
  private static float[] random(int n) {
    Random random = new Random(11);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextFloat() - 0.5f;
    }
    return x;
  }

  @Test
  void vectorsEqualTheScalarLoops() {
    int n = 3 * FloatStreams.STEP;
    int a = 5;
    int b = a + n + 7;
    int c = b + n + 9;
    float[] x = random(c + n + 3);
    float[] expected = x.clone();
    for (int i = 0; i < n; i++) {
      expected[a + i] = Math.fma(0.3f, expected[c + i], expected[b + i]);
    }
    FloatStreams.triad(x, a, b, c, n, 2, 0.3f);
    assertThat(x).isEqualTo(expected);

    System.arraycopy(expected, b, expected, a, n);
    FloatStreams.copy(x, a, b, n, 2);
    assertThat(x).isEqualTo(expected);

    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += expected[c + i];
    }
    float[] sums = new float[FloatStreams.LANES];
    FloatStreams.read(x, c, n, 2, sums);
    double lanes = 0;
    for (float lane : sums) {
      lanes += lane;
    }
    assertThat(lanes).isCloseTo(sum, within(n * 0x1p-24));

    Arrays.fill(expected, a, a + n, 2.5f);
    FloatStreams.write(x, a, n, 2, 2.5f);
    assertThat(x).isEqualTo(expected);
  }

  @Test
  void everyKernelDoesItsWorkAtEverySize() {
    StreamBuffer buffer = new StreamBuffer(100_000);
    buffer.align();
    for (long bytes : new long[] {4096, 5_824, 65_536, 100_000}) {
      for (BandwidthKernel kernel : BandwidthKernel.values()) {
        buffer.fill(bytes);
        buffer.run(kernel, bytes, 3);
        assertThat(buffer.verify(kernel, bytes)).as("%s %s", kernel, bytes).isTrue();
      }
    }
  }

  @Test
  void workNotDoneIsNoticed() {
    StreamBuffer buffer = new StreamBuffer(8_192);
    assertThat(buffer.verify(BandwidthKernel.WRITE, 8_192)).isFalse();
    assertThat(buffer.verify(BandwidthKernel.TRIAD, 8_192)).isFalse();
    assertThat(buffer.verify(BandwidthKernel.READ, 8_192)).isFalse();
    buffer.run(BandwidthKernel.WRITE, 8_192, 1);
    assertThat(buffer.verify(BandwidthKernel.WRITE, 4_096)).as("wrote too far").isFalse();
  }

  @Test
  void countsBytesByTheStreamConvention() {
    assertThat(StreamBuffer.bytesPerPass(BandwidthKernel.READ, 1 << 20)).isEqualTo(1 << 20);
    assertThat(StreamBuffer.bytesPerPass(BandwidthKernel.COPY, 1 << 20)).isEqualTo(1 << 20);
    long triad = StreamBuffer.bytesPerPass(BandwidthKernel.TRIAD, 1 << 20);
    assertThat(triad % (3L * 4 * FloatStreams.STEP)).isZero();
    assertThat(triad).isBetween((1L << 20) - 3L * 4 * FloatStreams.STEP, 1L << 20);
  }

  @Test
  void sizesGrowGeometricallyFromFourKibibytes() {
    assertThat(BandwidthSweep.sizes(32 << 10, 1)).containsExactly(4096L, 8192L, 16384L, 32768L);
    assertThat(BandwidthSweep.sizes(16 << 10, 2))
        .containsExactly(4096L, 5824L, 8192L, 11584L, 16384L);
  }
}
