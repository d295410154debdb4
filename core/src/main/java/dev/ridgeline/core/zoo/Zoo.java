package dev.ridgeline.core.zoo;

import dev.ridgeline.core.NearNames;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Published networks, built in code: definitions equal to the published ones, in inference form and
 * without auxiliary heads, with seeded random weights that are made only when they are read.
 *
 * <p>The first dimension of every input is the symbol {@code N}, the batch. Parameters carry the
 * names of the published state dictionaries (torchvision's, timm's or Hugging Face's), so that
 * trained weights can be loaded by name; nodes carry the names of the modules.
 */
public final class Zoo {
  private static final Map<String, Definition.Entry> ENTRIES =
      Stream.of(
              AlexNet.models(),
              Vgg.models(),
              ResNet.models(),
              MobileNetV1.models(),
              MobileNetV2.models(),
              MobileNetV3.models(),
              SqueezeNet.models(),
              DenseNet.models(),
              EfficientNet.models(),
              ShuffleNetV2.models(),
              GoogLeNet.models(),
              InceptionV3.models(),
              MnasNet.models(),
              ConvNext.models(),
              VisionTransformer.models(),
              Bert.models(),
              KeywordSpotting.models(),
              MlperfTiny.models(),
              Mlp.models())
          .flatMap(List::stream)
          .collect(
              Collectors.toMap(
                  entry -> entry.model().name(),
                  entry -> entry,
                  (first, second) -> {
                    throw new IllegalStateException("two models are named " + first.model().name());
                  },
                  LinkedHashMap::new));

  private Zoo() {}

  /** Every model, families together, the order of the listing. */
  public static List<ZooModel> models() {
    return ENTRIES.values().stream().map(Definition.Entry::model).toList();
  }

  /**
   * The model of that name.
   *
   * @throws UserError when there is none, with the names nearest to it
   */
  public static ZooModel find(String name) {
    return entry(name).model();
  }

  /** The graph of a model with its standard options. */
  public static Graph build(String name) {
    return build(name, ZooOptions.standard());
  }

  /**
   * The graph of a model.
   *
   * @throws UserError when there is no such model, or it does not take an option or its value
   */
  public static Graph build(String name, ZooOptions options) {
    Definition.Entry entry = entry(name);
    GraphBuilder graph = new GraphBuilder(name);
    entry.definition().define(new Layers(graph), checked(entry.model(), options));
    return graph.build();
  }

  private static Definition.Entry entry(String name) {
    Definition.Entry entry = ENTRIES.get(name);
    if (entry == null) {
      List<String> near = NearNames.of(name, ENTRIES.keySet());
      throw new UserError(
          "no model '%s'; %s'./ridgeline models' lists all"
              .formatted(
                  name, near.isEmpty() ? "" : "did you mean " + String.join(", ", near) + "? "));
    }
    return entry;
  }

  /** The options with every standard value filled in. */
  private static ZooOptions checked(ZooModel model, ZooOptions options) {
    if (model.options().isEmpty()) {
      if (options.sequence().isPresent()) {
        throw new UserError(
            "model '%s' reads %s and takes no %s; leave it out, or choose one of %s"
                .formatted(model.name(), model.input(), Bert.SEQUENCE.name(), takers()));
      }
      return options;
    }
    ZooOption sequence = model.options().getFirst();
    int tokens = options.sequence().orElse(sequence.standard());
    if (tokens < sequence.least() || tokens > sequence.most()) {
      throw new UserError(
          "%s %d is not allowed for model '%s'; give %d to %d tokens"
              .formatted(sequence.name(), tokens, model.name(), sequence.least(), sequence.most()));
    }
    return options.withSequence(tokens);
  }

  private static String takers() {
    return models().stream()
        .filter(model -> !model.options().isEmpty())
        .map(ZooModel::name)
        .collect(Collectors.joining(", "));
  }
}
