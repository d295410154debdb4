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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kernel at odd shapes and with clamped results: its portable form on this machine and its
 * form with DSP instructions in QEMU, both held to the interpreter.
 */
@Tag("device")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KernelFormsTest {
  private static final int INPUTS = 24;

  private static Arguments net(String name, Graph graph, Rounding rounding) {
    return Arguments.of(name, graph, rounding);
  }

  static Stream<Arguments> nets() {
    return Stream.of(
        net("bytes, one channel", RandomNets.conv(1, 1, 4, 2), Rounding.TFLM),
        net("bytes, three channels", RandomNets.conv(2, 3, 3, 1), Rounding.TFLITE_DESKTOP),
        net("bytes, five channels", RandomNets.conv(3, 5, 2, 2), Rounding.TFLITE_DESKTOP),
        net("fours", RandomNets.conv(4, 4, 3, 1), Rounding.TFLM),
        net("fours, stride 2", RandomNets.conv(5, 12, 5, 2), Rounding.TFLITE_DESKTOP),
        net("pointwise", RandomNets.conv(6, 8, 1, 1), Rounding.TFLM),
        net("pointwise, long rows", RandomNets.conv(7, 84, 1, 1), Rounding.TFLITE_DESKTOP),
        net("pointwise, seven channels", RandomNets.conv(8, 7, 1, 1), Rounding.TFLM),
        net("pointwise, stride 2", RandomNets.conv(9, 8, 1, 2), Rounding.TFLM),
        net("narrow", RandomNets.depthwise(10, 5, 1), Rounding.TFLM),
        net("narrower", RandomNets.depthwise(11, 3, 1), Rounding.TFLITE_DESKTOP),
        net("wide", RandomNets.depthwise(12, 9, 1), Rounding.TFLM),
        net("wide, full tiles", RandomNets.depthwise(13, 8, 1), Rounding.TFLM),
        net("strided", RandomNets.depthwise(14, 11, 2), Rounding.TFLM),
        net("strided, even", RandomNets.depthwise(15, 8, 2), Rounding.TFLITE_DESKTOP),
        net("full", RandomNets.fullyConnected(16, 64), Rounding.TFLITE_DESKTOP),
        net("full, rest 3", RandomNets.fullyConnected(17, 39), Rounding.TFLM),
        net("full, tiny", RandomNets.fullyConnected(18, 2), Rounding.TFLM),
        net("pool, add, softmax", RandomNets.pool(19, 7), Rounding.TFLM),
        net("pool, add, table softmax", RandomNets.pool(20, 8), Rounding.TFLITE_DESKTOP),
        net("logistic", RandomNets.functions(21, true), Rounding.TFLM),
        net("tanh", RandomNets.functions(22, false), Rounding.TFLITE_DESKTOP));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nets")
  void bothFormsGiveTheInterpretersBytes(String name, Graph graph, Rounding rounding) {
    Network network = Lowering.of(graph, rounding);
    CProgram program = CProgram.of(network, Arena.of(network));
    byte[] inputs = Oracle.inputs(graph, INPUTS, 99);
    byte[] expected = Oracle.outputs(graph, rounding, inputs);
    assertThat(expected.length).isEqualTo(INPUTS * network.outputBytes());

    assertThat(HostProgram.run(program, inputs)).as("portable").isEqualTo(expected);

    Debian.require("gcc-arm-none-eabi", "arm-none-eabi-gcc");
    Debian.require("qemu-system-arm", "qemu-system-arm");
    Firmware firmware =
        Firmware.build(
            program, network.layers().size(), Boards.named("cortex-m4-qemu"), System.getenv());
    Emulation run = Emulation.run(firmware, inputs, System.getenv());
    assertThat(run.outputs()).as("with DSP instructions").isEqualTo(expected);
    assertThat(run.stackBytes()).isLessThanOrEqualTo(firmware.stackBytes());
    assertThat(run.inferences()).isEqualTo(INPUTS);
    assertThat(run.leastInstructions()).isBetween(1L, run.mostInstructions());
  }
}
