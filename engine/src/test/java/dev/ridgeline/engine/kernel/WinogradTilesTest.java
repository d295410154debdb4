package dev.ridgeline.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which layers of published networks go by Winograd: where there are pixels, and memory. */
final class WinogradTilesTest {

  @ParameterizedTest(name = "{0} to {1} channels at {2}")
  @CsvSource({
    "64, 64, 56, true",
    "128, 128, 28, true",
    "256, 256, 14, true",
    "256, 256, 56, true",
    // few pixels for the weights that are read
    "512, 512, 7, false",
    // 18 and 36 MiB of transformed weights
    "256, 512, 28, false",
    "512, 512, 28, false",
    "512, 512, 14, false",
    // no whole vectors of channels
    "3, 64, 224, false",
  })
  void layersOfPublishedNetworks(int channels, int outChannels, int size, boolean winograd) {
    ConvGeometry geometry =
        new ConvGeometry(1, channels, size, size, outChannels, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(WinogradTiles.of(geometry).isPresent()).isEqualTo(winograd);
  }
}
