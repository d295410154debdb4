package dev.ridgeline.app.deploy;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.app.model.ModelFormat;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.mcu.board.Board;
import dev.ridgeline.mcu.board.Boards;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline deploy}: makes firmware of an int8 model, sizes it, runs it in the emulator. */
@Command(
    name = "deploy",
    description = "Make firmware of an int8 model; size it, run it on an emulated board.",
    footer = {
      "",
      "Example:",
      "  ./ridgeline deploy kws_ref_model.tflite --board cortex-m4-qemu --simulate"
    })
public final class DeployCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(paramLabel = "MODEL", description = "An int8 TFLite file.")
  private Path model = Path.of("");

  @Option(
      names = "--board",
      required = true,
      paramLabel = "NAME",
      description = "Such as cortex-m4-qemu or arduino-nano-33-ble-sense.")
  private String board = "";

  @Option(
      names = "--simulate",
      description = "Run it in QEMU, count instructions, compare every output byte with Java.")
  private boolean simulate;

  @Option(
      names = "--features",
      paramLabel = "DIR",
      description = "With --simulate: a folder of .bin inputs (default: 8 random ones).")
  private @Nullable Path features;

  @Option(
      names = "--rounding",
      paramLabel = "NAME",
      description = "Whose integer arithmetic: tflm or tflite-desktop (${DEFAULT-VALUE}).")
  private String rounding = "tflm";

  private final Map<String, String> environment;

  /** The command with the tools on this process's path. */
  public DeployCommand() {
    this(System.getenv());
  }

  DeployCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    Console console = common.console();
    Board chosen = Boards.named(board);
    Rounding way = Rounding.named(rounding);
    if (features != null && !simulate) {
      throw new UserError("--features gives inputs for the emulator; add --simulate");
    }
    if (!ModelFormat.isTflite(model)) {
      throw new UserError(
          "'%s' is no TFLite file; convert it first (./ridgeline convert, quantize)"
              .formatted(model));
    }
    Graph graph = ModelFormat.read(model);
    console.progress("compiling for " + chosen.name());
    Deployment deployment = new Deployment(model, graph, chosen, way, environment);
    DeployResult result =
        simulate
            ? deployment.simulate(inputs(deployment.inputBytes()), console::progress)
            : deployment.sizes();
    common.out().ifPresent(folder -> DeployFiles.write(folder, deployment, chosen));
    if (common.json()) {
      console.json(result);
    } else {
      print(console, result, chosen);
    }
    return judged(console, result);
  }

  /** Bytes that differ are a fault of the kernels, whatever else went well. */
  private static int judged(Console console, DeployResult result) {
    long mismatches = result.mismatches().orElse(0L);
    if (mismatches == 0) {
      return Launch.OK;
    }
    console.note(
        "ridgeline: %d output bytes of the emulated board differ from Java's; please report it with the model"
            .formatted(mismatches));
    return Launch.FAILURE;
  }

  private DeployInputs inputs(int inputBytes) {
    Path folder = features;
    return folder == null ? DeployInputs.random(inputBytes) : DeployInputs.read(folder, inputBytes);
  }

  private static void print(Console console, DeployResult result, Board board) {
    console.line("%s on %s (%s)".formatted(result.model(), board.name(), board.title()));
    console.line(
        "flash %s of %s bytes, RAM %s of %s, stack %s"
            .formatted(
                Figures.count(result.flashBytes()),
                Figures.count(board.flashBytes()),
                Figures.count(result.ramBytes()),
                Figures.count(board.ramBytes()),
                Figures.count(result.stackBytes())));
    result
        .instructions()
        .ifPresent(instructions -> {
          TextTable table = new TextTable("layer", "kind", "MACs", "instructions", "a MAC", "name");
          for (DeployResult.LayerInstructions layer : instructions.layers()) {
            table.row(
                layer.index(),
                layer.kind(),
                Figures.count(layer.macs()),
                Figures.count(layer.instructions()),
                layer.macs() == 0
                    ? ""
                    : Figures.significant((double) layer.instructions() / layer.macs()),
                layer.name());
          }
          table.print(console);
          console.line(
              "%s instructions an inference (counted)"
                  .formatted(Figures.count(instructions.inference())));
        });
    result
        .millis()
        .ifPresent(millis ->
            console.line(
                "predicted %s ms at %s MHz (%s to %s)"
                    .formatted(
                        Figures.significant(millis.expected()),
                        Figures.significant(board.megahertz()),
                        Figures.significant(millis.least()),
                        Figures.significant(millis.most()))));
    result
        .simulation()
        .ifPresent(simulation ->
            console.line(
                "%s of %s output bytes differ from Java's (%s inputs: %s; rounding %s)"
                    .formatted(
                        Figures.count(result.mismatches().orElse(0L)),
                        Figures.count(simulation.outputBytes()),
                        Figures.count(simulation.inputs()),
                        simulation.source(),
                        result.rounding())));
  }
}
