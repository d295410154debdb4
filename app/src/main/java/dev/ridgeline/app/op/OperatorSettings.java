package dev.ridgeline.app.op;

import dev.ridgeline.compiler.operator.ActivationKind;
import dev.ridgeline.core.NearNames;
import dev.ridgeline.core.UserError;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The options that were given for an operator; what was not given has its usual value. */
final class OperatorSettings {
  private final Map<OperatorOption, String> given = new EnumMap<>(OperatorOption.class);

  /** Takes an option as it was typed. */
  OperatorSettings put(OperatorOption option, String value) {
    given.put(option, value);
    return this;
  }

  /** Takes a switch. */
  OperatorSettings put(OperatorOption option, boolean on) {
    return on ? put(option, "true") : this;
  }

  /** Refuses what the operator does not take: nothing that is asked for is passed over. */
  void requireOnly(OperatorKind kind) {
    for (OperatorOption option : given.keySet()) {
      if (!kind.options().contains(option)) {
        List<String> own = kind.options().stream().map(OperatorOption::flag).sorted().toList();
        throw new UserError(
            "%s does not take %s; it takes %s"
                .formatted(
                    kind.label(),
                    option.flag(),
                    own.isEmpty() ? "no option beside --shape" : String.join(", ", own)));
      }
    }
  }

  boolean is(OperatorOption option) {
    return given.containsKey(option);
  }

  /** A whole number from {@code least} on. */
  int number(OperatorOption option, int otherwise, int least) {
    String text = given.get(option);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < least) {
      throw new UserError(
          "%s is '%s'; give a whole number of at least %d, such as %s %d"
              .formatted(option.flag(), text, least, option.flag(), Math.max(least, otherwise)));
    }
    return Integer.parseInt(text);
  }

  ActivationKind activation() {
    String text = given.getOrDefault(OperatorOption.ACTIVATION, "none");
    List<String> names =
        Arrays.stream(ActivationKind.values()).map(a -> a.name().toLowerCase(Locale.ROOT)).toList();
    String wanted = text.toLowerCase(Locale.ROOT);
    if (!names.contains(wanted)) {
      List<String> near = NearNames.of(wanted, names);
      throw new UserError(
          "there is no activation '%s'; %s"
              .formatted(
                  text,
                  near.isEmpty()
                      ? "give one of " + String.join(", ", names)
                      : "did you mean " + String.join(" or ", near) + "?"));
    }
    return ActivationKind.valueOf(wanted.toUpperCase(Locale.ROOT));
  }

  /** What was given, by the names that JSON has. */
  Map<String, String> json() {
    Map<String, String> json = new LinkedHashMap<>();
    given.forEach((option, value) -> json.put(camelCase(option.flag()), value));
    return json;
  }

  private static String camelCase(String flag) {
    StringBuilder name = new StringBuilder();
    for (String word : flag.substring(2).split("-", -1)) {
      name.append(name.isEmpty() ? word : word.toUpperCase(Locale.ROOT));
    }
    return name.toString();
  }

  /** The options as they were typed, behind a shape; empty for none. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    given.forEach((option, value) ->
        text.append(' ').append(option.flag()).append(value.equals("true") ? "" : " " + value));
    return text.toString();
  }
}
