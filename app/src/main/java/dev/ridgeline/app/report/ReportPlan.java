package dev.ridgeline.app.report;

import java.time.Duration;
import java.util.List;

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

  private ReportPlan() {}
}
