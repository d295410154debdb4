package dev.ridgeline.app.op;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.ThreadCount;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.machine.SavedMachine;
import dev.ridgeline.compiler.schedule.Trace;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.machine.ProbeEffort;
import dev.ridgeline.measure.roofline.Roofline;
import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline op}: an operator compiled, checked and measured beside its peers. */
@CommandLine.Command
public final class OpCommand implements Callable<Integer> {

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(
      paramLabel = "NAME",
      description =
          "Operator: gemm, conv1d, conv2d, depthwise, separable, maxpool, meanpool, softmax, layernorm, add-relu, ...")
  private String name = "";

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      required = true,
      description =
          "Its sizes: gemm MxNxK, conv1d MxN, conv2d NxCxHxW,OxCxRxS, depthwise BxCxHxWxK, ...")
  private String shape = "";

  @Option(names = "--transpose-a", description = "gemm: A is given as KxM.")
  private boolean transposeA;

  @Option(names = "--transpose-b", description = "gemm: B is given as NxK.")
  private boolean transposeB;

  @Option(names = "--bias", description = "gemm: a vector is added to each row.")
  private boolean bias;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description =
          "gemm: none, relu, relu6, sigmoid, tanh, gelu, silu or hard_swish is applied last.")
  private @Nullable String activation;

  @Option(
      names = "--stride",
      paramLabel = "N",
      description = "Convolutions (default: 1) and pooling (default: the window).")
  private @Nullable String stride;

  @Option(names = "--pad", paramLabel = "N", description = "conv2d: zeros at all four sides.")
  private @Nullable String pad;

  @Option(names = "--dilation", paramLabel = "N", description = "conv2d: distance of taps.")
  private @Nullable String dilation;

  @Option(names = "--groups", paramLabel = "N", description = "conv2d: groups of channels.")
  private @Nullable String groups;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "What compiles it: jvm, c or interpreter (default: ${DEFAULT-VALUE}).")
  private String target = "jvm";

  @Option(
      names = "--schedule",
      paramLabel = "NAME|FILE",
      description =
          "best, a rung of the ladder such as naive or blocked, or a file that --out saved (default: ${DEFAULT-VALUE}).")
  private String schedule = ChosenSchedule.BEST;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads, of the peers too (default: every CPU).")
  private @Nullable Integer threads;

  @Option(
      names = "--print",
      paramLabel = "WHAT",
      description =
          "Show this instead of measuring: expression, ir, source, or all (after every pass).")
  private @Nullable OpPrint print;

  @Option(names = "--ladder", description = "Measure every rung from naive to best.")
  private boolean ladder;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the inputs (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Override
  public Integer call() {
    Console console = common.console();
    Workspace workspace = common.workspace();
    OpRequest request = request();
    ChosenSchedule chosen = ChosenSchedule.of(schedule, request.operator(), request.traits());
    if (print != null) {
      print.print(request, chosen, console);
      return Launch.OK;
    }
    String machine = CpuReader.system().label();
    Supplier<Roofline> roof = () -> roof(request, machine);
    if (ladder) {
      climb(request, roof.get(), machine);
      return Launch.OK;
    }
    OpResult result =
        OpRun.run(
            request,
            chosen,
            roof,
            machine,
            Effort.FULL,
            KernelCache.at(workspace, console::note),
            console::progress);
    workspace.append(
        new ResultLine(
            OpResult.SCHEMA, "op", Version.number(), machine, Instant.now(), result.json()));
    common
        .out()
        .ifPresent(folder ->
            AtomicFile.write(
                folder.resolve("schedule.json"), Trace.json(chosen.schedule().trace())));
    if (common.json()) {
      console.json(result.json());
    } else {
      OpText.print(result, console);
    }
    return Launch.OK;
  }

  /** The machine's roof, measured now if it never was. */
  private Roofline roof(OpRequest request, String machine) {
    MachineProfile profile =
        SavedMachine.loadOrMeasure(
            common.workspace(),
            request.threads(),
            ProbeEffort.QUICK,
            machine,
            common.console()::progress);
    return profile.roofline("f32", request.threads());
  }

  private void climb(OpRequest request, Roofline roof, String machine) {
    Console console = common.console();
    LadderResult result = LadderRun.run(request, roof, machine, Effort.LADDER, console::progress);
    common
        .workspace()
        .append(
            new ResultLine(
                LadderResult.SCHEMA,
                "op",
                Version.number(),
                machine,
                Instant.now(),
                result.json()));
    common
        .out()
        .ifPresent(folder ->
            LadderPage.of(result, common.commandLine()).write(folder.resolve("ladder.html")));
    if (common.json()) {
      console.json(result.json());
    } else {
      result.print(console);
    }
  }

  /** Everything that was given, checked before anything is compiled. */
  private OpRequest request() {
    OperatorSettings settings =
        new OperatorSettings()
            .put(OperatorOption.TRANSPOSE_A, transposeA)
            .put(OperatorOption.TRANSPOSE_B, transposeB)
            .put(OperatorOption.BIAS, bias);
    take(settings, OperatorOption.ACTIVATION, activation);
    take(settings, OperatorOption.STRIDE, stride);
    take(settings, OperatorOption.PAD, pad);
    take(settings, OperatorOption.DILATION, dilation);
    take(settings, OperatorOption.GROUPS, groups);
    int count = ThreadCount.of(threads);
    return new OpRequest(
        OperatorKind.named(name).at(shape, settings), settings, Targets.named(target), count, seed);
  }

  private static void take(
      OperatorSettings settings, OperatorOption option, @Nullable String value) {
    if (value != null) {
      settings.put(option, value);
    }
  }
}
