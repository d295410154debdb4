package dev.ridgeline.mcu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.mcu.board.Boards;
import dev.ridgeline.mcu.c.CProgram;
import dev.ridgeline.mcu.plan.Arena;
import dev.ridgeline.mcu.plan.Lowering;
import dev.ridgeline.mcu.plan.Network;
import dev.ridgeline.mcu.simulate.Emulation;
import dev.ridgeline.mcu.simulate.Firmware;
import dev.ridgeline.mcu.simulate.HostProgram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published int8 models as C programs: every output byte is the interpreter's. */
@Tag("device")
final class ModelAgreementTest {
  private static final String KEYWORDS = "mlperf-tiny/kws_ref_model.tflite";

  @ParameterizedTest
  @ValueSource(strings = {"tflm", "tflite-desktop"})
  void keywordModelOnAllFeatureFilesOnTheHost(String rounding) {
    Debian.require("gcc", "gcc");
    Graph graph = Oracle.model(KEYWORDS);
    Rounding way = Rounding.named(rounding);
    byte[] inputs = Oracle.features();
    assertThat(inputs).hasSize(832 * 490);
    Network network = Lowering.of(graph, way);
    assertThat(HostProgram.run(CProgram.of(network, Arena.of(network)), inputs))
        .isEqualTo(Oracle.outputs(graph, way, inputs));
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    "mlperf-tiny/ad01_int8.tflite, tflm, 8",
    "mlperf-tiny/ad01_int8.tflite, tflite-desktop, 8",
    "mlperf-tiny/pretrainedResnet_quant.tflite, tflm, 4",
    "mlperf-tiny/pretrainedResnet_quant.tflite, tflite-desktop, 4",
    "mlperf-tiny/vww_96_int8.tflite, tflm, 3",
    "mlperf-tiny/vww_96_int8.tflite, tflite-desktop, 3",
    "tflite-micro/micro_speech_quantized.tflite, tflm, 20",
    "tflite-micro/micro_speech_quantized.tflite, tflite-desktop, 20",
  })
  void otherModelsOnTheHostAndTheEmulatedBoard(String model, String rounding, int count) {
    Debian.require("gcc", "gcc");
    Debian.require("gcc-arm-none-eabi", "arm-none-eabi-gcc");
    Debian.require("qemu-system-arm", "qemu-system-arm");
    Graph graph = Oracle.model(model);
    Rounding way = Rounding.named(rounding);
    Network network = Lowering.of(graph, way);
    CProgram program = CProgram.of(network, Arena.of(network));
    byte[] inputs = Oracle.inputs(graph, count, 7);
    byte[] expected = Oracle.outputs(graph, way, inputs);
    assertThat(HostProgram.run(program, inputs)).as("portable").isEqualTo(expected);
    Firmware firmware =
        Firmware.build(
            program, network.layers().size(), Boards.named("cortex-m4-qemu"), System.getenv());
    Emulation run = Emulation.run(firmware, inputs, System.getenv());
    assertThat(run.outputs()).as("with DSP instructions").isEqualTo(expected);
  }
}
