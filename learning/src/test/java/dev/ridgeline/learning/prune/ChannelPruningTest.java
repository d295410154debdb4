package dev.ridgeline.learning.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.learning.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ChannelPruningTest {
  /** A network whose channels 0, 3, 6, ... of every layer are dead: filters, scale and bias 0. */
  private static Graph withDeadChannels(Graph graph) {
    Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
    graph
        .constants()
        .forEach((name, constant) -> {
          boolean norm = name.endsWith(".norm.weight") || name.endsWith(".norm.bias");
          boolean conv = name.endsWith(".conv.weight") || name.endsWith(".conv.bias");
          if (norm || conv) {
            float[] values = constant.tensor().floats(0, Math.toIntExact(constant.elements()));
            int run = values.length / 64;
            for (int i = 0; i < values.length; i++) {
              values[i] = i / run % 3 == 0 ? 0 : values[i];
            }
            ByteBuffer bytes =
                ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            constants.put(
                name,
                new Constant(
                    constant.type(), constant.role(), new ConstantData.Bytes(bytes.array())));
          }
        });
    return new Graph(
        graph.name(), graph.inputs(), graph.nodes(), graph.outputs(), constants, graph.types());
  }

  /** Taking dead channels out changes nothing, which a wrong slice or group would. */
  @ParameterizedTest
  @EnumSource(ChannelScore.class)
  void takingDeadChannelsOutChangesNothing(ChannelScore score) {
    Graph graph = withDeadChannels(Zoo.build("ds_cnn_s"));
    Graph smaller = ChannelPruning.keeping(graph, 42.0 / 64, score);
    float[] features = new float[3 * 490];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) Math.sin(1.7 * i);
    }
    float[] before = Network.of(graph, 3).probabilities(features, 3);
    float[] after = Network.of(smaller, 3).probabilities(features, 3);
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).isCloseTo(before[i], within(1e-5f));
    }
  }

  /** Counts by hand: 125 pixels; 42 of 64 channels. */
  @Test
  void channelsAreGoneFromTheTensorsAndTheCounts() {
    Graph graph = Zoo.build("ds_cnn_s");
    assertThat(ChannelPruning.macs(graph)).isEqualTo(2_656_768);
    Graph smaller = ChannelPruning.keeping(graph, 42.0 / 64, ChannelScore.L2);
    long expected = 125L * 42 * 40 + 4 * (125L * 42 * 9 + 125L * 42 * 42) + 42 * 12;
    assertThat(ChannelPruning.macs(smaller)).isEqualTo(expected);
    Graph half = ChannelPruning.withMacs(graph, 0.5, ChannelScore.L2);
    assertThat(ChannelPruning.macs(half)).isBetween(1_200_000L, 1_328_384L);
    assertThat(
            Objects.requireNonNull(
                    ChannelPruning.keeping(Zoo.build("tiny_conv"), 0.5, ChannelScore.L1)
                        .constants()
                        .get("fc.weight"))
                .elements())
        .isEqualTo(4L * 4 * 25 * 20);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> ChannelPruning.keeping(Zoo.build("tiny_conv"), 0, ChannelScore.L1))
        .isInstanceOf(UserError.class)
        .hasMessage("0.0 of the channels to be kept, allowed is above 0 to 1; give a share");
    assertThatThrownBy(
            () -> ChannelPruning.keeping(Zoo.build("tiny_conv"), 0.5, ChannelScore.NORM_SCALE))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith(
            "has channels without batch normalisation; rank them by l1, l2 or linf");
    assertThatThrownBy(() -> ChannelPruning.withMacs(Zoo.build("tiny_conv"), 0.01, ChannelScore.L1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no network with one channel a layer has at most 0.01");
    assertThatThrownBy(
            () -> ChannelPruning.keeping(Zoo.build("shufflenet_v2_x1_0"), 0.5, ChannelScore.L1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be pruned through node");
  }
}
