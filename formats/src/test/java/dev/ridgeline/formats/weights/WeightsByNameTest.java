package dev.ridgeline.formats.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.number.HalfPrecision;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.formats.pytorch.TorchArchive;
import dev.ridgeline.formats.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsByNameTest {
  @TempDir private Path folder;

  /** Random weights for every name of a model, and what PyTorch keeps beside them. */
  private static Map<String, Constant> trained(String model) {
    Map<String, Constant> tensors = new LinkedHashMap<>();
    Zoo.build(model)
        .constants()
        .forEach((name, constant) -> {
          if (constant.role() == Constant.Role.LITERAL) {
            return;
          }
          tensors.put(name, random(constant.type(), name.hashCode()));
          if (name.endsWith("running_var")) {
            tensors.put(
                name.replace("running_var", "num_batches_tracked"), random(TensorType.i64(), 1));
          }
        });
    return tensors;
  }

  private static Constant random(TensorType type, long seed) {
    byte[] bytes = Tensor.random(type, seed).data().toArray(ValueLayout.JAVA_BYTE);
    return new Constant(type, Constant.Role.PARAMETER, new ConstantData.Bytes(bytes));
  }

  private static Graph load(String model, Map<String, Constant> tensors) {
    byte[] file = TorchArchive.stateDictionary(tensors);
    return WeightsByName.load(Zoo.build(model), StateDictionary.read(ByteSource.of(file, "x.pt")));
  }

  private static void requireEqual(Graph graph, Map<String, Constant> tensors) {
    graph
        .constants()
        .forEach((name, constant) -> {
          if (constant.role() != Constant.Role.LITERAL) {
            Constant wanted = Objects.requireNonNull(tensors.get(name));
            assertThat(constant.tensor().data().mismatch(wanted.tensor().data()))
                .as(name)
                .isEqualTo(-1);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet_v3_small", "resnet18", "squeezenet1_1"})
  void bothFormatsGiveEveryParameter(String model) throws IOException {
    Map<String, Constant> tensors = trained(model);
    Path torch = folder.resolve("x.pth");
    Files.write(torch, TorchArchive.stateDictionary(tensors));
    requireEqual(WeightsByName.load(Zoo.build(model), StateDictionary.read(torch)), tensors);
    Path safe = folder.resolve("x.safetensors");
    SafetensorsWriter.write(tensors, safe);
    requireEqual(WeightsByName.load(Zoo.build(model), StateDictionary.read(safe)), tensors);
  }

  private static Map<String, Constant> named(
      Map<String, Constant> tensors, UnaryOperator<String> naming) {
    Map<String, Constant> named = new LinkedHashMap<>();
    tensors.forEach((name, constant) -> named.put(naming.apply(name), constant));
    return named;
  }

  @Test
  void namesOfDataParallelAndOfOlderFilesAreTaken() {
    Map<String, Constant> mlp = trained("mnist_mlp");
    requireEqual(load("mnist_mlp", named(mlp, name -> "module." + name)), mlp);
    Map<String, Constant> dense = trained("densenet121");
    Map<String, Constant> old =
        named(dense, name -> name.replaceAll("(denselayer\\d+\\.(norm|relu|conv))([12])", "$1.$3"));
    assertThat(old.keySet()).anyMatch(name -> name.endsWith("denselayer1.norm.1.weight"));
    requireEqual(load("densenet121", old), dense);
    Map<String, Constant> heads = trained("mnist_mlp");
    heads.put("aux1.fc.weight", random(TensorType.f32(2), 1));
    requireEqual(load("mnist_mlp", heads), mlp);
  }

  @Test
  void halvesBecomeFloatsExactly() {
    Map<String, Constant> mlp = trained("mnist_mlp");
    TensorType type = new TensorType(DType.BF16, TensorType.f32(10).shape());
    mlp.put("fc3.bias", random(type, 5));
    Constant bias = Objects.requireNonNull(load("mnist_mlp", mlp).constants().get("fc3.bias"));
    short first = Tensor.random(type, 5).data().get(ValueLayout.JAVA_SHORT_UNALIGNED, 0);
    assertThat(bias.type()).isEqualTo(TensorType.f32(10));
    assertThat(bias.tensor().floatAt(0)).isEqualTo(HalfPrecision.fromBf16(first));
  }

  @Test
  void whatDoesNotFitIsListed() {
    Map<String, Constant> mlp = trained("mnist_mlp");
    mlp.put("fc3.biass", Objects.requireNonNull(mlp.remove("fc3.bias")));
    mlp.put("fc1.bias", random(TensorType.f32(511), 1));
    mlp.put("fc2.bias", random(TensorType.i64(128), 1));
    for (int i = 0; i < 4; i++) {
      mlp.put("head." + i, random(TensorType.f32(1), 1));
    }
    assertThatThrownBy(() -> load("mnist_mlp", mlp))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "x.pt does not fit 'mnist_mlp': it misses 1: 'fc3.bias' (is it 'fc3.biass'?); it has no use for 5: 'fc3.biass', 'head.0', 'head.1' and 2 more; it has of another type 2: 'fc1.bias' (f32[511], not f32[512]), 'fc2.bias' (i64[128], not f32[128]); give the weights of this model");
  }
}
