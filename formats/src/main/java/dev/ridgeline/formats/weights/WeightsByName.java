package dev.ridgeline.formats.weights;

import dev.ridgeline.core.NearNames;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.formats.file.ModelBytes;
import dev.ridgeline.formats.file.Quote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts trained weights into a graph whose parameters carry the names of the published state
 * dictionary. Every parameter and running statistic must be there with its shape, and nothing may
 * be left over, except what inference does not read: {@code num_batches_tracked}, the auxiliary
 * heads of GoogLeNet and Inception, and BERT's table of positions' numbers.
 *
 * <p>Floating-point tensors of another width become the graph's type: f16 and bf16 exactly, f64
 * rounded to nearest, as PyTorch's {@code load_state_dict} does.
 */
public final class WeightsByName {
  /** Names listed of each kind in one message. */
  private static final int LISTED = 3;

  /** Longer names are not looked through for near ones. */
  private static final int LONGEST = 200;

  private static final String PARALLEL = "module.";
  private static final Pattern UNREAD =
      Pattern.compile(
          "(.*\\.)?num_batches_tracked|(aux1|aux2|AuxLogits)\\..*|(.*\\.)?embeddings\\.position_ids");

  private WeightsByName() {}

  /**
   * The graph with the dictionary's elements.
   *
   * @throws UserError of one line that lists what is missing, left over or of another shape
   */
  public static Graph load(Graph graph, StateDictionary weights) {
    Map<String, Constant> given = renamed(graph, weights.tensors());
    Map<String, Constant> wanted = new LinkedHashMap<>();
    graph
        .constants()
        .forEach((name, constant) -> {
          if (constant.role() != Constant.Role.LITERAL) {
            wanted.put(name, constant);
          }
        });
    requireMatch(graph, weights, wanted, given);
    Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
    wanted.forEach((name, constant) -> {
      Constant found = Objects.requireNonNull(given.get(name));
      constants.put(
          name,
          new Constant(
              constant.type(), constant.role(), FloatWidth.as(constant.type().dtype(), found)));
    });
    return new Graph(
        graph.name(), graph.inputs(), graph.nodes(), graph.outputs(), constants, graph.types());
  }

  /**
   * Names as the graph has them: DataParallel's prefix taken off, older names of modules renewed.
   */
  private static Map<String, Constant> renamed(Graph graph, Map<String, Constant> tensors) {
    boolean parallel =
        !tensors.isEmpty() && tensors.keySet().stream().allMatch(n -> n.startsWith(PARALLEL));
    Map<String, Constant> renamed = new LinkedHashMap<>();
    tensors.forEach((name, constant) -> {
      String plain = parallel ? name.substring(PARALLEL.length()) : name;
      String renewed = OldNames.renewed(plain);
      boolean old = !graph.isConstant(plain) && graph.isConstant(renewed);
      renamed.putIfAbsent(old && !tensors.containsKey(renewed) ? renewed : plain, constant);
    });
    return renamed;
  }

  private static void requireMatch(
      Graph graph,
      StateDictionary weights,
      Map<String, Constant> wanted,
      Map<String, Constant> given) {
    Set<String> left =
        given.keySet().stream()
            .filter(name -> !wanted.containsKey(name) && !UNREAD.matcher(name).matches())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<String> missing =
        wanted.keySet().stream().filter(name -> !given.containsKey(name)).toList();
    List<String> others = new ArrayList<>();
    wanted.forEach((name, constant) -> {
      Constant found = given.get(name);
      if (found != null && !fits(constant, found)) {
        others.add("'%s' (%s, not %s)".formatted(Quote.of(name), found.type(), constant.type()));
      }
    });
    List<String> parts = new ArrayList<>();
    add(parts, "misses", missing, name -> near(name, left));
    add(parts, "has no use for", List.copyOf(left), name -> "'" + Quote.of(name) + "'");
    add(parts, "has of another type", others, text -> text);
    if (!parts.isEmpty()) {
      throw new UserError(
          Quote.line(
              "%s does not fit '%s': it %s; give the weights of this model"
                  .formatted(weights.source(), graph.name(), String.join("; it ", parts)),
              2 * ModelBytes.MAX_MESSAGE));
    }
  }

  private static boolean fits(Constant wanted, Constant found) {
    return wanted.type().shape().equals(found.type().shape())
        && (wanted.type().dtype() == found.type().dtype()
            || FloatWidth.converts(found.type().dtype(), wanted.type().dtype()));
  }

  private static String near(String name, Set<String> left) {
    List<String> near =
        NearNames.of(name, left.stream().filter(n -> n.length() <= LONGEST).limit(1000).toList());
    return near.isEmpty()
        ? "'" + Quote.of(name) + "'"
        : "'%s' (is it '%s'?)".formatted(Quote.of(name), Quote.of(near.getFirst()));
  }

  private static void add(
      List<String> parts, String what, List<String> names, UnaryOperator<String> shown) {
    if (!names.isEmpty()) {
      parts.add(
          "%s %d: %s%s"
              .formatted(
                  what,
                  names.size(),
                  names.stream().limit(LISTED).map(shown).collect(Collectors.joining(", ")),
                  names.size() > LISTED ? " and %d more".formatted(names.size() - LISTED) : ""));
    }
  }
}
