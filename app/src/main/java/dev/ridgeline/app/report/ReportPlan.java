package dev.ridgeline.app.report;

import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.core.zoo.ZooModel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What a report takes when nothing is named. */
final class ReportPlan {
  /**
   * Networks of different ages and kinds, small ones first, so that a short budget still holds ten.
   */
  static final List<String> MODELS =
      List.of(
          "mobilenet_v3_small",
          "squeezenet1_1",
          "shufflenet_v2_x1_0",
          "mobilenet_v2",
          "mnasnet1_0",
          "mobilenet_v3_large",
          "efficientnet_b0",
          "alexnet",
          "resnet18",
          "googlenet",
          "minilm_l6_h384",
          "densenet121",
          "resnet50",
          "resnext50_32x4d",
          "vgg16",
          "bert_base");

  static final List<Long> BATCHES = List.of(1L, 8L);

  /**
   * Time for measuring latencies, so that the whole report stays under five minutes on two cores.
   */
  static final Duration BUDGET = Duration.ofSeconds(150);

  /** Batches of a full report. */
  static final List<Long> FULL_BATCHES = List.of(1L, 64L, 256L);

  /** Time for measuring latencies of a full report. */
  static final Duration FULL_BUDGET = Duration.ofMinutes(30);

  private ReportPlan() {}

  /**
   * Every convolutional network of the zoo that takes images of three colours, the cheapest first.
   */
  static List<String> full() {
    return Zoo.models().stream()
        .filter(m -> m.input().matches("3x\\d+x\\d+") && !m.family().equals("VisionTransformer"))
        .map(ZooModel::name)
        .sorted(Comparator.comparingLong(ReportPlan::macs))
        .toList();
  }

  private static long macs(String model) {
    Graph graph = Specialise.symbols(Zoo.build(model), Map.of("N", 1L));
    return CostAnalysis.of(graph).forward().work().macs();
  }
}
