package dev.ridgeline.app.study;

import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.page.BarChart;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Chart;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.MatrixChart;
import dev.ridgeline.app.page.Note;
import dev.ridgeline.app.page.ScatterChart;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.StackedShareChart;
import dev.ridgeline.app.page.Table;
import dev.ridgeline.app.study.Correlations.Correlation;
import dev.ridgeline.app.study.Predictor.Judged;
import dev.ridgeline.measure.statistics.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** What measured cases tell, on a page. */
public final class StudySections {
  private StudySections() {}

  /** The sections; those without data are not there. */
  public static List<Section> of(StudyResult result) {
    List<Section> sections = new ArrayList<>();
    List<Block> ranks = new ArrayList<>(matrices(result));
    ranks.addAll(parameters(result));
    if (!result.mispredicted().isEmpty()) {
      ranks.add(
          Note.remark(
              "What FLOPs mispredict, against the median time of a FLOP at the same batch and engine:",
              result.mispredicted().stream()
                  .map(Misprediction::sentence)
                  .limit(12)
                  .toArray(String[]::new)));
    }
    if (!ranks.isEmpty()) {
      sections.add(
          new Section(
              "What goes with latency",
              "Rank correlations between models, at each batch by itself, with 95 % bootstrap intervals over the models. Suspect points take no part.",
              ranks));
    }
    if (!result.judged().isEmpty()) {
      sections.add(predictor(result));
    }
    if (!result.cases().isEmpty()) {
      sections.add(shares(result));
    }
    return sections;
  }

  private static List<Block> matrices(StudyResult result) {
    List<Block> blocks = new ArrayList<>();
    for (long batch :
        new TreeSet<>(result.correlations().stream().map(Correlation::batch).toList())) {
      List<Correlation> own =
          result.correlations().stream().filter(c -> c.batch() == batch).toList();
      MatrixChart chart =
          MatrixChart.titled("Rank correlations at batch " + batch, "Spearman's rho");
      own.forEach(c ->
          chart.cell(
              c.y(),
              c.x(),
              c.spearman(),
              text(c.spearmanInterval()),
              String.format(
                  Locale.ROOT,
                  "Kendall's tau-b %.2f (%s), %d models",
                  c.kendall(),
                  text(c.kendallInterval()),
                  c.models())));
      blocks.add(chart.finding(finding(own)).build());
    }
    return blocks;
  }

  private static String text(Optional<Interval> interval) {
    return interval
        .map(i -> String.format(Locale.ROOT, "%.2f to %.2f", i.low(), i.high()))
        .orElse("none");
  }

  private static String finding(List<Correlation> own) {
    List<Correlation> latency =
        own.stream()
            .filter(c -> c.x().startsWith("latency") && !c.y().startsWith("latency"))
            .sorted(Comparator.comparingDouble(Correlation::spearman).reversed())
            .toList();
    if (latency.isEmpty()) {
      return "No latency was measured on enough models.";
    }
    Correlation best = latency.getFirst();
    Correlation worst = latency.getLast();
    return String.format(
        Locale.ROOT,
        "%s goes best with %s (rho %.2f, %s) and worst with %s (%s: rho %.2f, %s).",
        capital(best.x()),
        best.y(),
        best.spearman(),
        text(best.spearmanInterval()),
        worst.y(),
        worst.x(),
        worst.spearman(),
        text(worst.spearmanInterval()));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static List<Block> parameters(StudyResult result) {
    if (result.measured().isEmpty()) {
      return List.of();
    }
    ScatterChart chart =
        ScatterChart.titled(
            "Latency against parameters",
            Column.number("parameters", "Parameters", "M", 3),
            Column.number("millis", "Median latency", "ms", 3));
    for (MeasuredCase c : result.measured()) {
      chart.point(
          c.what().model(),
          Long.toString(c.what().batch()),
          c.what().parameters() / 1e6,
          c.millis(),
          c.suspect());
    }
    List<String> said =
        result.correlations().stream()
            .filter(c -> c.x().startsWith("latency") && c.y().equals("parameters"))
            .map(c -> String.format(Locale.ROOT, "rho %.2f at batch %d", c.spearman(), c.batch()))
            .toList();
    return List.of(
        chart
            .finding(
                said.isEmpty()
                    ? "Too few models were measured for a correlation."
                    : "Parameters order models by latency with " + String.join(", ", said) + ".")
            .build());
  }

  private static Section predictor(StudyResult result) {
    List<Judged> judged = result.judged();
    BarChart chart =
        BarChart.titled(
            "Error of predicted latency on held-out architectures",
            Column.percent("error", "Size of the error", 0));
    for (Judged j :
        judged.stream().sorted(Comparator.comparingDouble(j -> Math.abs(j.error()))).toList()) {
      String label = "%s, batch %d, %s".formatted(j.model(), j.batch(), j.engine());
      chart.bar(label, "by layers", Math.abs(j.error()));
      chart.bar(label, "by FLOPs", Math.abs(j.flopsError()));
    }
    Table.Builder table =
        Table.of(
            "Predicted before measured",
            Column.text("model", "Model"),
            Column.text("family", "Held out"),
            Column.integer("batch", "Batch", ""),
            Column.text("engine", "Engine"),
            Column.number("measuredMillis", "Measured", "ms", 3),
            Column.number("predictedMillis", "Predicted by layers", "ms", 3),
            Column.percent("error", "Error", 1),
            Column.number("flopsMillis", "Predicted by FLOPs", "ms", 3),
            Column.percent("flopsError", "Error by FLOPs", 1));
    judged.forEach(j ->
        table.row(
            j.model(),
            j.family(),
            j.batch(),
            j.engine(),
            j.measuredMillis(),
            j.predictedMillis(),
            j.error(),
            j.flopsMillis(),
            j.flopsError()));
    return new Section(
        "Predicting latency",
        "The time that the roof allows each family of layers over the efficiency that the family reaches in other models, and a time for each layer by itself; fitted without the whole architecture that is predicted.",
        List.of(
            chart.series("Predictor").labels("Model").finding(sentence(judged)).build(),
            table.build(),
            fits(result)));
  }

  /** How good the predictor is, in a sentence. */
  static String sentence(List<Judged> judged) {
    Judged worst =
        judged.stream().max(Comparator.comparingDouble(j -> Math.abs(j.error()))).orElseThrow();
    return "On %d cases of architectures that it had not seen the predictor by layers is off by %s in the median, the one by FLOPs by %s; the worst is %s at batch %d with %s."
        .formatted(
            judged.size(),
            Figures.percent(Predictor.medianError(judged, false)),
            Figures.percent(Predictor.medianError(judged, true)),
            worst.model(),
            worst.batch(),
            Figures.percent(worst.error()));
  }

  private static Table fits(StudyResult result) {
    Table.Builder table =
        Table.of(
            "Efficiencies, fitted on all models",
            Column.text("engine", "Engine"),
            Column.integer("batch", "Batch", ""),
            Column.text("family", "Family"),
            Column.percent("efficiency", "Of the roof", 0),
            Column.number("microsPerLayer", "A layer by itself", "us", 3));
    for (Predictor.Fit fit : result.fits()) {
      fit.efficiency()
          .forEach((family, efficiency) ->
              table.row(
                  fit.engine(), fit.batch(), family.title(), efficiency, fit.microsPerLayer()));
    }
    return table.build();
  }

  private static Section shares(StudyResult result) {
    long batch = result.cases().stream().mapToLong(StudyCase::batch).min().orElse(1);
    List<StudyCase> own = result.cases().stream().filter(c -> c.batch() == batch).toList();
    List<Block> blocks = new ArrayList<>();
    Column flops = Column.number("flops", "FLOPs", "", 4);
    Column bytes = Column.number("bytes", "bytes (eager)", "", 4);
    blocks.add(share("FLOPs by layer type, forward", flops, own, StudyCase::forwardFlops));
    blocks.add(share("FLOPs by layer type, backward", flops, own, StudyCase::backwardFlops));
    blocks.add(share("Memory traffic by layer type, forward", bytes, own, StudyCase::forwardBytes));
    blocks.add(
        share("Memory traffic by layer type, backward", bytes, own, StudyCase::backwardBytes));
    blocks.add(
        share(
            "Least time on the roof by layer type, forward",
            Column.number("millis", "predicted least time", "ms", 4),
            own,
            StudyCase::roofMillis));
    return new Section(
        "Shares by layer type",
        "Counted by the ledger at batch %d; nothing here was measured.".formatted(batch),
        blocks);
  }

  private static Chart share(
      String title,
      Column column,
      List<StudyCase> cases,
      Function<StudyCase, Map<LayerFamily, Double>> parts) {
    StackedShareChart chart = StackedShareChart.titled(title, column);
    StudyCase most = cases.getFirst();
    for (StudyCase c : cases) {
      parts
          .apply(c)
          .forEach((family, part) -> {
            if (part > 0) {
              chart.part(c.model(), family.title(), part);
            }
          });
      most = contractions(parts.apply(c)) > contractions(parts.apply(most)) ? c : most;
    }
    StudyCase least = cases.getFirst();
    for (StudyCase c : cases) {
      least = contractions(parts.apply(c)) < contractions(parts.apply(least)) ? c : least;
    }
    return chart
        .finding(
            "Convolutions and matrix products have from %s (%s) to %s (%s) of it."
                .formatted(
                    Figures.percent(contractions(parts.apply(least))),
                    least.model(),
                    Figures.percent(contractions(parts.apply(most))),
                    most.model()))
        .build();
  }

  private static double contractions(Map<LayerFamily, Double> parts) {
    double own =
        parts.entrySet().stream()
            .filter(e -> e.getKey().contraction())
            .mapToDouble(Map.Entry::getValue)
            .sum();
    double all = StudyCase.sum(parts);
    return all == 0 ? 0 : own / all;
  }
}
