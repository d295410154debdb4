package dev.ridgeline.app.compare;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results of {@code bench} in a file: lines of {@code results/bench.jsonl}, or the object that
 * {@code bench --json} prints. Of a case that stands in it several times the last one counts.
 */
final class ResultsFile {
  private static final long MOST_BYTES = 1L << 28;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ResultsFile() {}

  /**
   * The cases of a file.
   *
   * @throws UserError if there is none, it is too large, or holds no measured case
   */
  static List<Measured> read(Path file) {
    Map<List<Object>, Measured> latest = new LinkedHashMap<>();
    String text = text(file);
    try {
      JsonNode whole = JSON.readTree(text);
      whole.path("results").forEach(row -> put(latest, row));
    } catch (JacksonException e) {
      // Not one object, so lines; a damaged line is no result.
    }
    if (latest.isEmpty()) {
      text.lines().forEach(line -> put(latest, parse(line).path("result")));
    }
    if (latest.isEmpty()) {
      throw new UserError(
          "results '%s' hold no measured case; name results/bench.jsonl of a workspace or what bench --json printed"
              .formatted(file));
    }
    return List.copyOf(latest.values());
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JacksonException e) {
      return JSON.nullNode();
    }
  }

  private static void put(Map<List<Object>, Measured> latest, JsonNode row) {
    if (row.path("medianMillis").asDouble(0) > 0 && row.path("batch").asLong(0) > 0) {
      Measured measured = Measured.of(row);
      latest.put(List.of(measured.what(), measured.engine()), measured);
    }
  }

  private static String text(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          "results '%s' %s; name results/bench.jsonl of a workspace or what bench --json printed"
              .formatted(file, Files.isDirectory(file) ? "are a folder" : "do not exist"));
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new UserError(
            "results '%s' have %d bytes, allowed are %d; keep the newest lines"
                .formatted(file, Files.size(file), MOST_BYTES));
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError(
          "cannot read results '%s': %s; name a text file in UTF-8".formatted(file, e.getMessage()),
          e);
    }
  }
}
