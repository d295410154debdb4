package dev.ridgeline.app.explain;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.engine.PreparedPlan;
import dev.ridgeline.engine.plan.PlannedStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A plan with its times, for people and as JSON.
 *
 * @param model its name
 * @param engine that runs it
 * @param threads that run each step
 * @param batch items in a run
 * @param plan compiled
 * @param peakActivationBytes by the ledger: the least memory of the values that live at once
 * @param times of the steps
 */
record Explanation(
    String model,
    String engine,
    int threads,
    long batch,
    PreparedPlan plan,
    long peakActivationBytes,
    StepTimes times) {

  void print(Console console) {
    console.line(
        "%s at batch %d on %s, %s"
            .formatted(model, batch, engine, threads == 1 ? "1 thread" : threads + " threads"));
    TextTable table = new TextTable("step", "kernel", "layout", "median", "share", "computes");
    for (int i = 0; i < plan.steps().size(); i++) {
      PlannedStep step = plan.steps().get(i);
      table.row(
          i + 1,
          step.step().kernel(),
          layout(step),
          Figures.nanos(times.stepNanos().get(i)),
          Figures.percent(share(i)),
          step.nodes().isEmpty() ? "-" : String.join(" ", step.nodes()));
    }
    table.print(console);
    console.line(
        "a run takes %s; its steps, each timed alone, %s (medians of %d passes)"
            .formatted(
                Figures.nanos(times.runNanos()), Figures.nanos(times.sumNanos()), times.passes()));
    console.line(
        "arena %s (the ledger's peak of activations is %s), packed weights and constants %s"
            .formatted(
                Figures.bytes(plan.arenaBytes()),
                Figures.bytes(peakActivationBytes),
                Figures.bytes(plan.weightBytes())));
    plan.plan().notes().forEach(note -> console.line("rewriting: " + note));
    List<PlannedStep> interpreted = plan.plan().interpreted();
    interpreted.forEach(step ->
        console.line(
            "handed to the interpreter: %s: %s"
                .formatted(String.join(" ", step.nodes()), step.note())));
    if (interpreted.isEmpty()) {
      console.line("no node is handed to the interpreter");
    }
  }

  private double share(int step) {
    return times.stepNanos().get(step) / times.sumNanos();
  }

  private static String layout(PlannedStep step) {
    return step.step().outputs().stream()
        .map(output -> output.order().label())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("engine", engine);
    json.put("threads", threads);
    json.put("batch", batch);
    json.put("runMillis", times.runNanos() / 1e6);
    json.put("stepsMillis", times.sumNanos() / 1e6);
    json.put("passes", times.passes());
    json.put("arenaBytes", plan.arenaBytes());
    json.put("peakActivationBytes", peakActivationBytes);
    json.put("weightBytes", plan.weightBytes());
    json.put("rewriting", plan.plan().notes());
    json.put("interpreted", plan.plan().interpreted().size());
    List<Map<String, Object>> steps = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      PlannedStep step = plan.steps().get(i);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("kernel", step.step().kernel());
      fields.put("layout", layout(step));
      fields.put("nodes", step.nodes());
      fields.put("medianMillis", times.stepNanos().get(i) / 1e6);
      fields.put("share", share(i));
      fields.put("note", step.note());
      steps.add(fields);
    }
    json.put("steps", steps);
    return json;
  }
}
