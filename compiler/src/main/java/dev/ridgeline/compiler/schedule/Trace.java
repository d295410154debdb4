package dev.ridgeline.compiler.schedule;

import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The primitives of a schedule in order, as JSON: a list of objects with {@code primitive} and the
 * primitive's own fields. It can be saved, edited and replayed.
 */
public final class Trace {
  private static final Map<String, Class<? extends Primitive>> KINDS = kinds();
  private static final String REASSOCIATES = "reassociates";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private Trace() {}

  private static Map<String, Class<? extends Primitive>> kinds() {
    Map<String, Class<? extends Primitive>> kinds = new LinkedHashMap<>();
    for (Class<?> kind : Primitive.class.getPermittedSubclasses()) {
      kinds.put(key(kind), kind.asSubclass(Primitive.class));
    }
    return kinds;
  }

  private static String key(Class<?> kind) {
    String name = kind.getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /** The trace as JSON, one primitive a line. */
  public static String json(List<Primitive> steps) {
    return listed(steps.stream().map(step -> JSON.writeValueAsString(fields(step))).toList());
  }

  /**
   * The same with {@code "reassociates":[blocks]} where float sums of blocks are folded in another
   * order, so that bits may differ from those of the plain schedule. Reading it back ignores that.
   */
  public static String json(Schedule schedule) {
    List<String> lines = new ArrayList<>();
    for (Step step : schedule.steps()) {
      Map<String, Object> fields = fields(step.primitive());
      if (step.reassociates()) {
        fields.put(REASSOCIATES, step.reassociated());
      }
      lines.add(JSON.writeValueAsString(fields));
    }
    return listed(lines);
  }

  /** The trace to be read, a primitive a line: {@code reorder loops=[i, j]}. */
  public static String text(Schedule schedule) {
    StringBuilder out = new StringBuilder();
    for (Step step : schedule.steps()) {
      Primitive primitive = step.primitive();
      String record = primitive.toString();
      String own = record.substring(record.indexOf('[') + 1, record.length() - 1);
      out.append(primitive.name()).append(' ').append(own);
      if (step.reassociates()) {
        out.append("  # reassociates the sums of ")
            .append(Nest.names(step.reassociated()))
            .append(": bits may differ from the plain schedule's");
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static Map<String, Object> fields(Primitive step) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("primitive", key(step.getClass()));
    JSON.valueToTree(step).properties().forEach(e -> fields.put(e.getKey(), e.getValue()));
    return fields;
  }

  private static String listed(List<String> lines) {
    return "[\n  " + String.join(",\n  ", lines) + "\n]\n";
  }

  /**
   * The primitives of a trace.
   *
   * @param source where the text comes from, for messages
   * @throws UserError if the text is no trace
   */
  public static List<Primitive> parse(String text, String source) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new UserError(
          "schedule " + source + " is not JSON; a schedule is a list of primitives", e);
    }
    if (!root.isArray()) {
      throw new UserError(
          "schedule " + source + " is not a list; a schedule is a list of primitives");
    }
    List<Primitive> steps = new ArrayList<>();
    for (JsonNode node : root) {
      steps.add(primitive(node, steps.size() + 1, source));
    }
    return steps;
  }

  private static Primitive primitive(JsonNode node, int number, String source) {
    String place = "schedule " + source + ", primitive " + number;
    JsonNode name = node.get("primitive");
    Class<? extends Primitive> kind = name == null ? null : KINDS.get(name.asString(""));
    if (kind == null) {
      throw new UserError(
          place
              + ", is "
              + (name == null ? "unnamed" : "'" + name.asString("") + "'")
              + "; allowed are "
              + String.join(", ", KINDS.keySet()));
    }
    try {
      tools.jackson.databind.node.ObjectNode fields =
          (tools.jackson.databind.node.ObjectNode) node.deepCopy();
      fields.remove("primitive");
      fields.remove(REASSOCIATES);
      return JSON.treeToValue(fields, kind);
    } catch (JacksonException e) {
      List<String> names = new ArrayList<>();
      for (var component : kind.getRecordComponents()) {
        names.add(component.getName());
      }
      throw new UserError(
          place
              + ", is not a valid '"
              + name.asString("")
              + "'; its fields are "
              + String.join(", ", names),
          e);
    }
  }
}
