package dev.ridgeline.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilledConstantTest {
  private static MemorySegment read(DType dtype, double value) {
    return new ConstantData.Filled(value).read(new TensorType(dtype, Shape.of(3)));
  }

  @Test
  void sixteenBitFloatsAreRoundedToNearest() {
    // 0.1 is 0x3dcccccd in f32: bf16 rounds up to 0x3dcd, cutting it off would give 0x3dcc.
    assertThat(read(DType.BF16, 0.1).get(ValueLayout.JAVA_SHORT, 4)).isEqualTo((short) 0x3dcd);
    assertThat(read(DType.F16, 0.1).get(ValueLayout.JAVA_SHORT, 4))
        .isEqualTo(Float.floatToFloat16(0.1f));
  }

  @ParameterizedTest
  @CsvSource({"F8E4M3FN, 0x38", "F8E5M2, 0x3c", "F8E4M3FNUZ, 0x40", "F8E5M2FNUZ, 0x40"})
  void eightBitFloatsHoldTheCodeOfOne(DType dtype, String code) {
    MemorySegment data = read(dtype, 1);
    assertThat(data.byteSize()).isEqualTo(3);
    assertThat(data.get(ValueLayout.JAVA_BYTE, 2)).isEqualTo(Byte.decode(code));
  }
}
