package dev.ridgeline.app.deploy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.mcu.board.Board;
import dev.ridgeline.mcu.c.CProgram;
import dev.ridgeline.mcu.plan.Arena;
import dev.ridgeline.mcu.plan.Layer;
import dev.ridgeline.mcu.plan.Lowering;
import dev.ridgeline.mcu.plan.Network;
import dev.ridgeline.mcu.simulate.Emulation;
import dev.ridgeline.mcu.simulate.Firmware;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A network made into firmware for a board. */
final class Deployment {
  private static final String SCHEMA = "deploy/1";

  private final Path model;
  private final Graph graph;
  private final Board board;
  private final Rounding rounding;
  private final Map<String, String> environment;
  private final Network network;
  private final CProgram program;
  private final Firmware firmware;

  /**
   * Compiles.
   *
   * @throws UserError if an operator has no kernel, the compiler is missing, or it does not fit
   */
  Deployment(
      Path model, Graph graph, Board board, Rounding rounding, Map<String, String> environment) {
    this.model = model;
    this.graph = graph;
    this.board = board;
    this.rounding = rounding;
    this.environment = environment;
    this.network = Lowering.of(graph, rounding);
    this.program = CProgram.of(network, Arena.of(network));
    this.firmware = Firmware.build(program, network.layers().size(), board, environment);
    requireFit();
  }

  CProgram program() {
    return program;
  }

  Firmware firmware() {
    return firmware;
  }

  int inputBytes() {
    return network.inputBytes();
  }

  private long ramBytes() {
    return firmware.inference().ram()
        + firmware.stackBytes()
        + network.inputBytes()
        + network.outputBytes();
  }

  private void requireFit() {
    long flash = firmware.inference().flash();
    if (flash > board.flashBytes() || ramBytes() > board.ramBytes()) {
      throw new UserError(
          ("'%s' takes %d bytes of flash and %d of RAM (arena, stack, input and output) but %s has"
                  + " %d and %d; choose a larger board or a smaller model")
              .formatted(
                  model, flash, ramBytes(), board.name(), board.flashBytes(), board.ramBytes()));
    }
  }

  /** Sizes alone. */
  DeployResult sizes() {
    return result(Optional.empty(), 0, Optional.empty());
  }

  /** Runs it in the emulator, and compares every byte of its outputs with the interpreter's. */
  DeployResult simulate(DeployInputs inputs, Consumer<String> progress) {
    long begin = System.nanoTime();
    progress.accept("%d inferences in QEMU".formatted(inputs.count()));
    Emulation emulation = Emulation.run(firmware, inputs.bytes(), environment);
    double seconds = (System.nanoTime() - begin) / 1e9;
    byte[] expected =
        JavaOutputs.of(
            graph,
            rounding,
            inputs,
            i -> progress.accept("%d of %d inferences in Java".formatted(i, inputs.count())));
    DeployResult.Simulation simulation =
        new DeployResult.Simulation(
            inputs.count(), inputs.source(), expected.length, emulation.stackBytes(), seconds);
    return result(
        Optional.of(emulation), mismatches(expected, emulation.outputs()), Optional.of(simulation));
  }

  /** Bytes that differ; a missing one differs. */
  private static long mismatches(byte[] expected, byte[] got) {
    long differ = Math.abs((long) expected.length - got.length);
    for (int i = 0; i < Math.min(expected.length, got.length); i++) {
      differ += expected[i] == got[i] ? 0 : 1;
    }
    return differ;
  }

  private DeployResult result(
      Optional<Emulation> emulation,
      long mismatches,
      Optional<DeployResult.Simulation> simulation) {
    Optional<DeployResult.Range> cycles =
        emulation.map(run -> CycleBand.cycles(run.mostInstructions()));
    return new DeployResult(
        SCHEMA,
        model.toString(),
        board.name(),
        rounding.label(),
        firmware.inference().flash(),
        firmware.inference().ram(),
        firmware.stackBytes(),
        network.inputBytes(),
        network.outputBytes(),
        new DeployResult.Elf(firmware.whole().flash(), firmware.whole().ram()),
        new DeployResult.Fit(
            board.flashBytes(),
            board.ramBytes(),
            board.flashBytes() - firmware.inference().flash(),
            board.ramBytes() - ramBytes()),
        emulation.map(this::instructions),
        cycles,
        cycles.map(range -> CycleBand.millis(range, board.megahertz())),
        emulation.map(_ -> mismatches),
        simulation);
  }

  private DeployResult.Instructions instructions(Emulation emulation) {
    List<DeployResult.LayerInstructions> layers = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      layers.add(
          new DeployResult.LayerInstructions(
              i, layer.kind(), layer.name(), layer.macs(), emulation.layerInstructions().get(i)));
    }
    return new DeployResult.Instructions(
        emulation.mostInstructions(), emulation.leastInstructions(), layers);
  }
}
