package dev.ridgeline.app.page;

import java.time.Instant;
import java.util.List;

/** A page with one of everything, of plausible numbers, for tests. */
final class DemoPage {
  static final String HOSTILE = "</script><script>document.title='pwned'</script>";

  private static final List<Model> MODELS =
      List.of(
          new Model("alexnet", 1.43, 5.6, 61.1, 19, 61),
          new Model("vgg16", 30.9, 39, 138.4, 420, 74),
          new Model("resnet18", 3.63, 31, 11.7, 52, 70),
          new Model("resnet50", 8.18, 19, 25.6, 131, 62),
          new Model("mobilenet_v2", 0.60, 3.5, 3.5, 16, 37),
          new Model("mobilenet_v3_small", 0.11, 2.1, 2.5, 6, 19),
          new Model("squeezenet1_1", 0.70, 8.9, 1.2, 12, 58),
          new Model("densenet121", 5.67, 9.4, 8.0, 121, 47),
          new Model("efficientnet_b0", 0.77, 3.1, 5.3, 31, 25),
          new Model("shufflenet_v2_x1_0", 0.29, 3.2, 2.3, 11, 26),
          new Model("convnext_tiny", 8.92, 16, 28.6, 160, 56),
          new Model("vit_b_16", 33.7, 46, 86.6, 470, 72));

  private record Model(
      String name,
      double gflop,
      double intensity,
      double millionParams,
      double millis,
      double gflops) {}

  private DemoPage() {}

  static Page page() {
    return new Page(
        "Where neural networks stand on this machine",
        "Twelve networks, measured at batch 1 and 8 with ONNX Runtime 1.28.0 on two threads, held against the roofs of the machine that ran them.",
        List.of(machine(), chips(), models(), latency(), composition()),
        new Footer(
            "Example CPU, 2 cores at 2.1 GHz, AVX-512, 8 GiB",
            "0.1.0",
            "./ridgeline report --batch 1,8 --out pages " + HOSTILE,
            Instant.parse("2026-01-02T03:04:05Z")));
  }

  private static Section machine() {
    RooflineChart chart =
        RooflineChart.titled("The machine's roofline")
            .compute("FMA f32, 2 threads", 122)
            .compute("FMA + add f32, 2 threads", 109)
            .compute("FMA f32, 1 thread", 63)
            .bandwidth("DRAM", 19.4)
            .bandwidth("L3", 46)
            .bandwidth("L2", 160)
            .bandwidth("L1", 412)
            .finding(
                "9 of 12 networks at batch 1 lie to the left of the ridge at 6.29 FLOP/byte or within a factor of three of it.");
    for (Model model : MODELS) {
      chart.point(RooflinePoint.measured(model.name, "1", model.intensity, model.gflops));
      chart.point(
          RooflinePoint.predicted(
              model.name, "1", model.intensity, Math.min(122, model.intensity * 19.4) * 0.93));
      chart.point(
          RooflinePoint.measured(model.name, "8", model.intensity * 1.8, model.gflops * 1.12));
    }
    chart.point(
        RooflinePoint.measured(HOSTILE, "8", 4, 95)
            .suspect("lies above the roof at its intensity"));
    return Section.of(
        "The machine and the models on it",
        "Peaks are medians of 31 samples; bandwidths are plateaus of a triad sweep.",
        KeyFigures.of(
            new KeyFigures.Figure("Peak f32, 2 threads", "122", "GFLOP/s", "spread 0.8 %"),
            new KeyFigures.Figure("Peak f64, 2 threads", "60.7", "GFLOP/s", "spread 1.1 %"),
            new KeyFigures.Figure("Memory bandwidth", "19.4", "GB/s", "triad, 2 threads"),
            new KeyFigures.Figure("Ridge", "6.29", "FLOP/byte", "")),
        chart.build(),
        Note.leftOut(
            "Two networks did not fit the time budget of 5 minutes:",
            "vgg19 at batch 8 (estimated 41 s)",
            "bert_base at batch 8 (estimated 33 s)"));
  }

  private static Section chips() {
    ChipRooflinesChart chart =
        ChipRooflinesChart.titled("Accelerators in data centres")
            .finding("Ridges lie between 5.6 and 412 FLOP/byte.");
    chart.chip(ChipRoof.of("Accelerator A, bf16", "gpu", 312_000, 2_000));
    chart.chip(ChipRoof.of("Accelerator A, fp32", "gpu", 19_500, 2_000));
    chart.chip(ChipRoof.of("Accelerator B, bf16", "gpu", 989_000, 3_350));
    chart.chip(ChipRoof.of("Accelerator C, bf16", "tpu", 275_000, 1_228));
    chart.chip(new ChipRoof("Accelerator D, bf16", "tpu", 197_000, 820, "unverified"));
    chart.chip(ChipRoof.of("Server processor", "cpu", 3_400, 307));
    chart.chip(new ChipRoof("Edge module " + HOSTILE, "edge", 10_600, 204, "two sources disagree"));
    return Section.of("Chips", "Dense peaks.", chart.build());
  }

  private static Section models() {
    BarChart flops =
        BarChart.titled("Forward FLOPs at batch 1", Column.number("gflop", "FLOPs", "GFLOP", 3))
            .logarithmic()
            .finding("vit_b_16 needs 306 times the FLOPs of mobilenet_v3_small.");
    BarChart memory =
        BarChart.titled("Weights and activations", Column.number("megabytes", "Memory", "MB", 3))
            .finding("Weights of vgg16 take 554 MB, more than all others together.");
    for (Model model : MODELS) {
      flops.bar(model.name, model.gflop);
      memory.bar(model.name, "Weights", model.millionParams * 4);
      memory.bar(
          model.name,
          "Activations",
          model.millis / 4,
          model.name.equals("densenet121") ? "shared buffers counted twice" : "");
    }
    Table.Builder table =
        Table.of(
            "Costs of the models",
            Column.text("model", "Model"),
            Column.integer("params", "Parameters", ""),
            Column.number("gflop", "FLOPs", "GFLOP", 3),
            Column.number("intensity", "Intensity", "FLOP/B", 3),
            Column.percent("share", "Share of roof", 1),
            Column.mark("suspect", "Suspect"));
    for (Model model : MODELS) {
      table.row(
          model.name,
          (long) (model.millionParams * 1e6),
          model.gflop,
          model.intensity,
          model.gflops / Math.min(122, model.intensity * 19.4),
          model.name.equals("mobilenet_v2") ? "latency fell as the batch grew" : "");
    }
    table.row(HOSTILE, new Cell.Missing(), Double.NaN, 1, 0.5, "");
    return Section.of(
        "The models",
        "Counted from their graphs; one multiplication and one addition are two FLOPs.",
        flops.build(),
        memory.series("Part").build(),
        table.build());
  }

  private static Section latency() {
    ScatterChart scatter =
        ScatterChart.titled(
                "Latency against FLOPs",
                Column.number("gflop", "FLOPs per item", "GFLOP", 3),
                Column.number("millis", "Median latency", "ms", 3))
            .finding("At batch 1 latency follows FLOPs with a rank correlation of 0.97.");
    LineChart line =
        LineChart.titled(
                "Throughput by batch size",
                Column.integer("batch", "Batch size", ""),
                Column.number("itemsPerSecond", "Throughput", "items/s", 3))
            .logarithmicX()
            .logarithmicY()
            .finding("From batch 1 to 64 the throughput of resnet50 grows by a factor of 1.4.");
    for (Model model : MODELS) {
      scatter.point(model.name, "1", model.gflop, model.millis);
      scatter.point(model.name, "8", model.gflop, model.millis * 7.1);
    }
    scatter.point("mnist_mlp", "8", 0.01, 0.2, "latency fell as the batch grew");
    for (Model model : MODELS.subList(1, 5)) {
      for (int batch = 1; batch <= 64; batch *= 2) {
        double rate = 1000 / model.millis * (1 + 0.06 * Math.log(batch) / Math.log(2));
        line.point(model.name, batch, rate, rate * 0.96, rate * 1.03);
      }
    }
    return Section.of("Latency and throughput", "", scatter.build(), line.build());
  }

  private static Section composition() {
    StackedShareChart shares =
        StackedShareChart.titled("Where the time goes", Column.number("millis", "time", "ms", 3))
            .finding("Convolutions take 85 % of the time of resnet50.");
    String[] kinds = {
      "convolution", "depthwise convolution", "normalisation", "activation", "matrix product",
      "pooling", "addition", "softmax", "reshape", "resize"
    };
    for (Model model : MODELS) {
      for (int i = 0; i < kinds.length; i++) {
        shares.part(
            model.name,
            kinds[i],
            model.millis * Math.pow(0.45, i) * (1 + i % 3 * model.intensity / 40));
      }
    }
    return Section.of(
        "Composition",
        "",
        shares.build(),
        Note.remark("Times by layer come from a run of its own, with the profiler on."),
        new Prose("Layers that were fused are counted under the first of them."));
  }
}
