package dev.ridgeline.app.lint;

import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.core.zoo.ZooModel;
import dev.ridgeline.measure.check.KnownModel;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The models of the zoo as checks know them; each is built when a table names it. */
public final class KnownModels {
  private final Map<String, Optional<KnownModel>> found = new HashMap<>();

  /** The model of that name, however it is spelled: {@code ResNet-50} is {@code resnet50}. */
  public Optional<KnownModel> find(String name) {
    return found.computeIfAbsent(plain(name), KnownModels::build);
  }

  private static Optional<KnownModel> build(String plain) {
    return Zoo.models().stream()
        .filter(model -> plain(model.name()).equals(plain))
        .findFirst()
        .map(KnownModels::count);
  }

  private static KnownModel count(ZooModel model) {
    Ledger ledger = CostAnalysis.of(Specialise.symbols(Zoo.build(model.name()), Map.of("N", 1L)));
    boolean fixed = model.options().isEmpty();
    return new KnownModel(
        model.name(),
        fixed ? ledger.forward().work().macs() : 0,
        fixed ? ledger.forward().work().totalFlops() : 0,
        ledger.parameters(),
        side(model.input()));
  }

  /** Of {@code 3x224x224}. */
  private static int side(String input) {
    return input.matches("3x(\\d{1,4})x\\1")
        ? Integer.parseInt(input.substring(input.lastIndexOf('x') + 1))
        : 0;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
