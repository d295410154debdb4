package dev.ridgeline.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.ZooModel;
import dev.ridgeline.core.zoo.ZooOption;
import dev.ridgeline.core.zoo.ZooOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelArgumentTest {
  @TempDir Path folder;

  private ZooOptions lastOptions = ZooOptions.standard();

  /** A graph that takes one input of these dimensions. */
  private static Graph graph(Dim... dims) {
    GraphBuilder builder = new GraphBuilder("g");
    String x = builder.input("x", new TensorType(DType.F32, Shape.of(dims)));
    builder.output(builder.add("y", Unary.Function.RELU, x));
    return builder.build();
  }

  private static ZooModel zooModel(String name, ZooOption... options) {
    return new ZooModel(name, name, "f", "s", "3", List.of(options));
  }

  private ModelSources sources(Graph graph) {
    ZooOption length = new ZooOption("--sequence", 1, 512, 64);
    return new ModelSources(
        List.of(
            zooModel("resnet18"),
            zooModel("resnet50"),
            zooModel("mobilenet_v2"),
            zooModel("bert", length)),
        (name, options) -> {
          lastOptions = options;
          return graph.named(name);
        },
        path -> graph,
        (written, path) -> {});
  }

  private ModelArgument zoo(Dim... dims) {
    return ModelArgument.resolve("resnet50", OptionalInt.empty(), sources(graph(dims)));
  }

  private static Shape boundShape(ModelArgument model, Binding binding) {
    return model.bind(binding).type("x").shape();
  }

  @Test
  void findsTheZooByNameAndFilesByPath() throws IOException {
    assertThat(zoo(Dim.of(1)).name()).isEqualTo("resnet50");
    assertThat(zoo(Dim.of(1)).file()).isEmpty();
    Path file = Files.createFile(folder.resolve("my-net.onnx"));
    ModelArgument read =
        ModelArgument.resolve(file.toString(), OptionalInt.empty(), sources(graph(Dim.of(1))));
    assertThat(read.name()).isEqualTo("my-net");
    assertThat(read.file()).contains(file);
    assertThat(read.graph().name()).isEqualTo("my-net");
  }

  @Test
  void saysWhichNameMayHaveBeenMeant() {
    ModelSources sources = sources(graph(Dim.of(1)));
    assertThatThrownBy(() -> ModelArgument.resolve("resnet5O", OptionalInt.empty(), sources))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "no model and no file is named 'resnet5O'; did you mean resnet50 or resnet18? `ridgeline models` lists the names, or give the path of an ONNX file");
    assertThatThrownBy(() -> ModelArgument.resolve("MobileNet_v3", OptionalInt.empty(), sources))
        .hasMessageContaining("did you mean mobilenet_v2?");
    assertThatThrownBy(() -> ModelArgument.resolve("zebra", OptionalInt.empty(), sources))
        .hasMessage(
            "no model and no file is named 'zebra'; `ridgeline models` lists the names, or give the path of an ONNX file");
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    ModelSources sources = sources(graph(Dim.of(1)));
    assertThatThrownBy(() -> ModelArgument.resolve("none.onnx", OptionalInt.empty(), sources))
        .isInstanceOf(UserError.class)
        .hasMessage("model file 'none.onnx' does not exist; name an ONNX file that can be read");
    assertThatThrownBy(() -> ModelArgument.resolve(folder.toString(), OptionalInt.empty(), sources))
        .hasMessage("model '" + folder + "' is a folder; name the ONNX file in it");
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    assertThatThrownBy(() -> ModelArgument.resolve(loop.toString(), OptionalInt.empty(), sources))
        .hasMessage(
            "model '%s' is a symbolic link that leads to no file; name the file itself"
                .formatted(loop));
    assertThatThrownBy(() -> ModelArgument.resolve("a\0b", OptionalInt.empty(), sources))
        .hasMessageContaining("is neither a name nor a path");
  }

  @Test
  void bindsTheBatchByNameOrByPlace() {
    for (String symbol : List.of("N", "batch_size", "unk__12")) {
      assertThat(boundShape(zoo(Dim.symbol(symbol), Dim.of(3)), Binding.ofBatch(8)))
          .isEqualTo(Shape.of(8, 3));
    }
  }

  @Test
  void bindsSequencesWhereverTheyStand() throws IOException {
    Path file = Files.createFile(folder.resolve("encoder.onnx"));
    ModelSources batchFirst = sources(graph(Dim.symbol("batch"), Dim.symbol("sequence_length")));
    ModelArgument model = ModelArgument.resolve(file.toString(), OptionalInt.of(64), batchFirst);
    assertThat(model.sequence()).hasValue(64);
    assertThat(boundShape(model, Binding.ofBatch(4))).isEqualTo(Shape.of(4, 64));
    ModelArgument standard =
        ModelArgument.resolve(file.toString(), OptionalInt.empty(), batchFirst);
    assertThat(boundShape(standard, Binding.ofBatch(4))).isEqualTo(Shape.of(4, 128));
    ModelArgument sequenceFirst =
        ModelArgument.resolve(
            file.toString(), OptionalInt.of(64), sources(graph(Dim.symbol("S"), Dim.symbol("N"))));
    assertThat(boundShape(sequenceFirst, Binding.ofBatch(4))).isEqualTo(Shape.of(64, 4));
  }

  @Test
  void givesTheZooTheLengthOfItsSequences() {
    ModelSources sources = sources(graph(Dim.symbol("N"), Dim.of(64)));
    ModelArgument bert = ModelArgument.resolve("bert", OptionalInt.of(32), sources);
    assertThat(bert.sequence()).hasValue(32);
    assertThat(lastOptions.sequence()).hasValue(32);
    assertThat(ModelArgument.resolve("bert", OptionalInt.empty(), sources).sequence()).hasValue(64);
    assertThat(ModelArgument.resolve("resnet18", OptionalInt.of(32), sources).sequence()).isEmpty();
    assertThat(lastOptions.sequence()).isEmpty();
  }

  @Test
  void keepsToAFixedBatch() {
    ModelArgument model = zoo(Dim.of(1), Dim.of(3));
    assertThat(model.openDimensions().onlyBatch()).contains(1L);
    assertThat(boundShape(model, Binding.ofBatch(1))).isEqualTo(Shape.of(1, 3));
    assertThatThrownBy(() -> model.bind(Binding.ofBatch(8)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "model 'resnet50' has a fixed batch of 1 but batch 8 was given; give --batch 1, or export the model with a symbolic first dimension");
  }

  @Test
  void asksForDimensionsThatNothingBinds() {
    ModelArgument model = zoo(Dim.symbol("N"), Dim.of(3), Dim.symbol("W"));
    assertThatThrownBy(() -> model.bind(Binding.ofBatch(1)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "model 'resnet50' leaves dimensions [W] open; give their sizes, such as --dim W=320");
    assertThat(boundShape(model, new Binding(2, Map.of("W", 320L, "Q", 1L))))
        .isEqualTo(Shape.of(2, 3, 320));
  }

  @Test
  void refusesSizesThatCannotBe() {
    assertThatThrownBy(() -> Binding.ofBatch(0))
        .isInstanceOf(UserError.class)
        .hasMessage("batch is 0; give a size from 1 to 16777216");
    assertThatThrownBy(() -> new Binding(1, Map.of("W", 0L)))
        .hasMessage("dimension W is 0; give a size from 1 to 16777216");
  }
}
