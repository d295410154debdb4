package dev.ridgeline.app.model;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.core.zoo.ZooModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Lists the models that are built in. */
@CommandLine.Command
public final class ModelsCommand implements Callable<Integer> {
  @Mixin private SharedOptions common = new SharedOptions();

  @Override
  public Integer call() {
    Console console = common.console();
    List<ZooModel> models = Zoo.models();
    if (common.json()) {
      console.json(Map.of("models", models));
      return Launch.OK;
    }
    TextTable table = new TextTable("name", "family", "input", "what it is");
    for (ZooModel model : models) {
      table.row(model.name(), model.family(), model.input(), model.title());
    }
    table.print(console);
    console.line("");
    console.line(
        "%d models; weights are random and seeded. An ONNX file can stand wherever a name can."
            .formatted(models.size()));
    return Launch.OK;
  }
}
