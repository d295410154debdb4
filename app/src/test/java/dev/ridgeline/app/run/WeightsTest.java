package dev.ridgeline.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.op.Generate.Distribution;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.formats.npy.NpyFile;
import dev.ridgeline.formats.onnx.OnnxWriter;
import dev.ridgeline.formats.safetensors.SafetensorsWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights from outside, from the command line on. */
class WeightsTest {
  /** Unit roundoffs of the largest logit that sums of 128 products in another order may take. */
  private static final double MOST_ROUNDOFFS = 256;

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int launch(String args) {
    return Launch.run(
        Commands.all(),
        args.replace("@", folder + "/").split(" "),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String error() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void done(String args) {
    assertThat(launch(args)).as(error()).isEqualTo(Launch.OK);
  }

  private static Path torch() {
    String given = System.getenv("RIDGELINE_DATA");
    if (given != null && Files.isDirectory(Path.of(given, "pytorch"))) {
      return Path.of(given, "pytorch");
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared/data/pytorch"))) {
        return at.resolve("shared/data/pytorch");
      }
    }
    assertThat(System.getenv("RIDGELINE_REQUIRE_ALL")).as("shared data").isNotEqualTo("1");
    return Assumptions.abort("missing the shared data: set RIDGELINE_DATA");
  }

  /** PyTorch kept what its layers read: the last one's input gives the logits in a line. */
  @Test
  void theNetworkGivesWhatPytorchsActivationsGive() throws IOException {
    Path torch = torch();
    Path input = folder.resolve("x.npy");
    Files.copy(torch.resolve("act.0.npy"), input);
    Path weights = torch.resolve("mnist_fc.pt");
    done("run mnist_mlp --weights " + weights + " --input @x.npy --engine ridgeline --out @out");
    Tensor logits = NpyFile.read(only(folder.resolve("out")));
    Tensor last = NpyFile.read(torch.resolve("act.2.npy"));
    Tensor weight = NpyFile.read(torch.resolve("fc3.weight.npy"));
    Tensor bias = NpyFile.read(torch.resolve("fc3.bias.npy"));
    double worst = 0;
    double largest = 0;
    for (int digit = 0; digit < 512; digit++) {
      for (int k = 0; k < 10; k++) {
        double sum = bias.floatAt(k);
        for (int i = 0; i < 128; i++) {
          sum += (double) last.floatAt(digit * 128L + i) * weight.floatAt(k * 128L + i);
        }
        largest = Math.max(largest, Math.abs(sum));
        worst = Math.max(worst, Math.abs(sum - logits.floatAt(digit * 10L + k)));
      }
    }
    assertThat(worst / largest).isLessThan(MOST_ROUNDOFFS * 0x1p-24);
    done("convert mnist_mlp @mlp.onnx --weights " + weights);
    done("run @mlp.onnx --input @x.npy --engine ridgeline --out @again");
    assertThat(NpyFile.read(only(folder.resolve("again"))).data().mismatch(logits.data()))
        .isEqualTo(-1);
  }

  private static Path only(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void aConvolutionalNetworkRunsAsTheFileOfTheSameConstants() throws IOException {
    Graph graph = Zoo.build("mobilenet_v3_small");
    Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
    Map<String, Constant> weights = new LinkedHashMap<>();
    graph
        .constants()
        .forEach((name, constant) -> {
          if (constant.role() != Constant.Role.LITERAL) {
            double least = name.endsWith("running_var") ? 0.5 : -0.2;
            Constant trained =
                new Constant(
                    constant.type(),
                    constant.role(),
                    new ConstantData.Seeded(
                        Distribution.UNIFORM, least, least + 0.5, name.hashCode()));
            constants.put(name, trained);
            weights.put(name, trained);
          }
        });
    SafetensorsWriter.write(weights, folder.resolve("w.safetensors"));
    OnnxWriter.write(
        new Graph(
            graph.name(), graph.inputs(), graph.nodes(), graph.outputs(), constants, graph.types()),
        folder.resolve("m.onnx"));
    String engine = " --random --engine onnxruntime --threads 1 --out ";
    done("run mobilenet_v3_small --weights @w.safetensors" + engine + "@a");
    done("run @m.onnx" + engine + "@b");
    done("run mobilenet_v3_small" + engine + "@c");
    Tensor a = NpyFile.read(only(folder.resolve("a")));
    assertThat(a.data().mismatch(NpyFile.read(only(folder.resolve("b"))).data())).isEqualTo(-1);
    assertThat(a.data().mismatch(NpyFile.read(only(folder.resolve("c"))).data())).isNotEqualTo(-1);
    done("explain mobilenet_v3_small --weights @w.safetensors --threads 1");
  }

  @Test
  void mistakesGetOneLine() throws IOException {
    Files.write(folder.resolve("m.onnx"), new byte[0]);
    SafetensorsWriter.write(
        Map.of(
            "fc1.bias",
            new Constant(TensorType.f32(1), Constant.Role.PARAMETER, new ConstantData.Filled(1))),
        folder.resolve("w.safetensors"));
    refused("run mnist_mlp --random --weights @none.pt", "cannot read @none.pt: there is no such");
    refused("run mnist_mlp --random --weights @m.onnx", "@m.onnx is neither a file of torch.save");
    refused(
        "explain mnist_mlp --weights @w.safetensors",
        "@w.safetensors does not fit 'mnist_mlp': it misses 5: ");
    refused("convert mnist_mlp @x.onnx --weights @w.safetensors", "@w.safetensors does not fit");
    OnnxWriter.write(Zoo.build("mnist_mlp"), folder.resolve("m.onnx"));
    refused(
        "run @m.onnx --random --weights @w.safetensors",
        "--weights goes with a model of the zoo, but '@m.onnx' is a file with weights of its own");
    assertThat(folder.resolve("x.onnx")).doesNotExist();
  }

  private void refused(String args, String message) {
    err.reset();
    assertThat(launch(args)).isEqualTo(Launch.USAGE);
    assertThat(error())
        .startsWith("ridgeline: " + message.replace("@", folder + "/"))
        .containsOnlyOnce("\n");
  }
}
