package dev.ridgeline.mcu.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.mcu.Oracle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArenaTest {
  private record Piece(String name, int from, int to) {
    boolean meets(Piece other) {
      return from < other.to && other.from < to;
    }
  }

  /** Walks through the layers and holds apart all that is alive in each. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlperf-tiny/kws_ref_model.tflite",
        "mlperf-tiny/ad01_int8.tflite",
        "mlperf-tiny/pretrainedResnet_quant.tflite",
        "mlperf-tiny/vww_96_int8.tflite"
      })
  void whatLivesTogetherLiesApart(String model) {
    Network network = Lowering.of(Oracle.model(model), Rounding.TFLM);
    Arena arena = Arena.of(network);
    List<Layer> layers = network.layers();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      List<Piece> alive = new ArrayList<>();
      for (int before = 0; before < i; before++) {
        Layer earlier = layers.get(before);
        if (layers.subList(i, layers.size()).stream()
            .anyMatch(later -> later.inputs().contains(earlier.output()))) {
          alive.add(piece(arena, earlier.output(), earlier.outputBytes()));
        }
      }
      if (Arena.actsBytes(layer) > 0) {
        alive.add(piece(arena, Arena.acts(i), Arena.actsBytes(layer)));
      }
      for (Piece a : alive) {
        assertThat(a.to()).isLessThanOrEqualTo(arena.bytes());
        assertThat(alive).filteredOn(b -> !b.equals(a) && a.meets(b)).as("beside %s", a).isEmpty();
      }
      if (!layer.output().equals(network.output())) {
        Piece out = piece(arena, layer.output(), Arena.placeBytes(layer));
        assertThat(out.to()).isLessThanOrEqualTo(arena.bytes());
        assertThat(alive)
            .filteredOn(out::meets)
            .allSatisfy(over -> {
              assertThat(layer.overwritable()).contains(over.name());
              assertThat(over.from()).isEqualTo(out.from());
            });
      }
    }
  }

  private static Piece piece(Arena arena, String name, int bytes) {
    assertThat(arena.places()).containsKey(name);
    int at = arena.places().getOrDefault(name, -1);
    assertThat(at % 4).isZero();
    return new Piece(name, at, at + bytes);
  }

  @Test
  void keywordModelWorksInPlace() {
    Network network = Lowering.of(Oracle.model("mlperf-tiny/kws_ref_model.tflite"), Rounding.TFLM);
    // One feature map of 25 x 5 x 64, and five expanded pixels of 64 channels beside it.
    assertThat(Arena.of(network).bytes()).isEqualTo(8000 + 5 * 64 * 2);
  }
}
