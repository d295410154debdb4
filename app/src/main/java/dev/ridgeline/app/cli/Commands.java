package dev.ridgeline.app.cli;

import dev.ridgeline.app.audio.AudioCommand;
import dev.ridgeline.app.bench.BenchCommand;
import dev.ridgeline.app.compare.CompareCommand;
import dev.ridgeline.app.convert.ConvertCommand;
import dev.ridgeline.app.convert.QuantizeCommand;
import dev.ridgeline.app.data.DataCommand;
import dev.ridgeline.app.deploy.DeployCommand;
import dev.ridgeline.app.explain.ExplainCommand;
import dev.ridgeline.app.kws.KwsCommand;
import dev.ridgeline.app.lint.LintCommand;
import dev.ridgeline.app.machine.ChipsCommand;
import dev.ridgeline.app.machine.MachineCommand;
import dev.ridgeline.app.model.ModelsCommand;
import dev.ridgeline.app.op.OpCommand;
import dev.ridgeline.app.primitives.ConvCommand;
import dev.ridgeline.app.primitives.LowrankCommand;
import dev.ridgeline.app.primitives.MatmulCommand;
import dev.ridgeline.app.primitives.WinogradCommand;
import dev.ridgeline.app.profile.ProfileCommand;
import dev.ridgeline.app.report.ReportCommand;
import dev.ridgeline.app.roofline.RooflineCommand;
import dev.ridgeline.app.run.RunCommand;
import dev.ridgeline.app.study.StudyCommand;
import dev.ridgeline.app.train.TrainCommand;
import java.util.List;

/** The list of commands: add a line here to add a command. */
public final class Commands {
  private Commands() {}

  /** All commands, in the order in which help shows them. */
  public static List<Command> all() {
    return List.of(
        new Command(
            "report",
            Study.ROOFLINES,
            "Put machine, models, rooflines and latencies on one page.",
            "./ridgeline report",
            ReportCommand::new),
        new Command(
                "machine",
                Study.ROOFLINES,
                "Measure the peak compute and the bandwidth of this machine.",
                "./ridgeline machine --quick",
                MachineCommand::new)
            .withoutFiles(),
        new Command(
                "chips",
                Study.ROOFLINES,
                "List chips with their peaks, bandwidths and sources; draw their rooflines.",
                "./ridgeline chips --plot",
                ChipsCommand::new)
            .withoutVectors(),
        new Command(
                "models",
                Study.ROOFLINES,
                "List the models that are built in.",
                "./ridgeline models",
                ModelsCommand::new)
            .withoutVectors()
            .withoutFiles(),
        new Command(
                "profile",
                Study.ROOFLINES,
                "Count a model's MACs, FLOPs, parameters, bytes and memory, forward and backward.",
                "./ridgeline profile resnet50 --batch 8 --backward",
                ProfileCommand::new)
            .withoutVectors()
            .withoutFiles(),
        new Command(
            "bench",
            Study.ROOFLINES,
            "Measure latency and throughput of models on an engine.",
            "./ridgeline bench resnet18 mobilenet_v2 --batch 1,8 --budget 60",
            BenchCommand::new),
        new Command(
            "run",
            Study.ROOFLINES,
            "Run a model on your inputs; show, keep or compare its outputs.",
            "./ridgeline run mnist_mlp --random --compare onnxruntime",
            RunCommand::new),
        new Command(
            "explain",
            Study.ROOFLINES,
            "Show how the compiled engine runs a model, step by step, with times.",
            "./ridgeline explain mobilenet_v2 --threads 1",
            ExplainCommand::new),
        new Command(
            "roofline",
            Study.ROOFLINES,
            "Place models and their layers on the roofs of this machine and of chips.",
            "./ridgeline roofline resnet50 mobilenet_v2 --batch 1,8 --chip H100",
            RooflineCommand::new),
        new Command(
            "study",
            Study.ROOFLINES,
            "Correlate measured latencies with counts, and judge a predictor on held-out models.",
            "./ridgeline study rooflines",
            StudyCommand::new),
        new Command(
                "lint",
                Study.ROOFLINES,
                "Find what cannot be right in a table of measurements.",
                "./ridgeline lint FILE.csv",
                LintCommand::new)
            .withoutVectors(),
        new Command(
                "compare",
                Study.ROOFLINES,
                "Tell what changed between two sets of measured latencies, beyond noise.",
                "./ridgeline compare A.jsonl B.jsonl",
                CompareCommand::new)
            .withoutVectors()
            .withoutFiles(),
        new Command(
                "audio",
                Study.KEYWORDS,
                "Show a recording: waveform, spectra and the features of keyword spotting.",
                "./ridgeline audio FILE.wav",
                AudioCommand::new)
            .withoutVectors(),
        new Command(
                "data",
                Study.KEYWORDS,
                "Show what a set of spoken words holds; fetch one, or make one.",
                "./ridgeline data speech-commands --synthetic --root spoken",
                DataCommand::new)
            .withoutVectors(),
        new Command(
            "kws",
            Study.KEYWORDS,
            "Train keyword models on recordings; evaluate them on feature files.",
            "./ridgeline kws train --model dscnn-s --split speakers-1 --out trained",
            KwsCommand::new),
        new Command(
                "convert",
                Study.KEYWORDS,
                "Convert a model between ONNX, TFLite and C arrays; check both sides.",
                "./ridgeline convert FROM.onnx TO.tflite",
                ConvertCommand::new)
            .withoutFiles(),
        new Command(
                "quantize",
                Study.KEYWORDS,
                "Quantise a trained network to 8 bits, its ranges from files.",
                "./ridgeline quantize FROM.onnx TO.tflite --calibrate DIR",
                QuantizeCommand::new)
            .withoutFiles(),
        new Command(
            "deploy",
            Study.KEYWORDS,
            "Make firmware of an int8 model; size it, run it on an emulated board.",
            "./ridgeline deploy MODEL.tflite --board cortex-m4-qemu --simulate",
            DeployCommand::new),
        new Command(
            "train",
            Study.PRIMITIVES,
            "Train a perceptron on handwritten digits, on the compiled engine.",
            "./ridgeline train mnist --epochs 10",
            TrainCommand::new),
        new Command(
            "op",
            Study.COMPILER,
            "Compile an operator, check it, and measure it beside OpenBLAS and oneDNN.",
            "./ridgeline op gemm --shape 512x512x512 --threads 1",
            OpCommand::new),
        new Command(
            "conv",
            Study.PRIMITIVES,
            "Measure the error of convolution algorithms in number formats.",
            "./ridgeline conv --input 1x8x34x34 --kernel 8x8x3x3 --format f32,f16,int8",
            ConvCommand::new),
        new Command(
            "matmul",
            Study.PRIMITIVES,
            "Measure the error of Strassen's multiplication and of logarithms.",
            "./ridgeline matmul",
            MatmulCommand::new),
        new Command(
            "lowrank",
            Study.PRIMITIVES,
            "Show error and saving of matrices of low rank.",
            "./ridgeline lowrank",
            LowrankCommand::new),
        new Command(
            "winograd",
            Study.PRIMITIVES,
            "Make and prove Winograd transforms, and search their points.",
            "./ridgeline winograd --tile 4 --kernel 3 --search",
            WinogradCommand::new));
  }
}
