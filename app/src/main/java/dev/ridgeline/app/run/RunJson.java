package dev.ridgeline.app.run;

import dev.ridgeline.app.model.ModelArgument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run as JSON; docs/json.md lists the fields. */
final class RunJson {
  private RunJson() {}

  static Map<String, Object> of(
      ModelArgument model, Optional<Long> seed, RunResult result, List<String> files) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model.name());
    json.put("engine", result.engine());
    result.comparedWith().ifPresent(engine -> json.put("comparedWith", engine));
    seed.ifPresent(value -> json.put("seed", value));
    json.put("outputs", result.outputs().stream().map(RunJson::output).toList());
    json.put("files", files);
    return json;
  }

  private static Map<String, Object> output(RunResult.Output output) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", output.name());
    json.put("type", output.tensor().type().toString());
    json.put("min", output.summary().least());
    json.put("max", output.summary().most());
    json.put("mean", output.summary().mean());
    json.put("notNumbers", output.summary().notNumbers());
    output
        .difference()
        .ifPresent(difference -> {
          Map<String, Object> fields = new LinkedHashMap<>();
          fields.put("maxAbsolute", difference.maxAbsolute());
          fields.put("relativeL2", difference.relativeL2());
          fields.put("roundoffs", difference.roundoffs());
          fields.put("differing", difference.differing());
          json.put("difference", fields);
        });
    return json;
  }
}
