package dev.ridgeline.app.bench;

import dev.ridgeline.app.model.Binding;
import dev.ridgeline.core.UserError;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads sizes as they are typed. */
public final class Amounts {
  private static final Pattern MEMORY = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)([kmgt])i?b?");
  private static final int MAX_BATCHES = 64;

  private Amounts() {}

  /** Batches such as {@code 1,8,32}, in their order, each once. */
  public static List<Long> batches(String given) {
    List<Long> batches =
        Stream.of(given.split(",", -1))
            .map(String::strip)
            .map(word -> word.matches("\\d{1,8}") ? Long.parseLong(word) : 0L)
            .distinct()
            .toList();
    if (batches.size() > MAX_BATCHES
        || batches.stream().anyMatch(batch -> batch < 1 || batch > Binding.MAX_SIZE)) {
      throw new UserError(
          "--batch is '%s'; give whole numbers from 1 to %d, at most %d of them, such as --batch 1,8"
              .formatted(given, Binding.MAX_SIZE, MAX_BATCHES));
    }
    return batches;
  }

  /** Bytes, from a size such as {@code 512m} or {@code 4GiB}; k, m, g and t step by 1024. */
  static long memoryBytes(String given) {
    Matcher matcher = MEMORY.matcher(given.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      int shift = 10 * (1 + "kmgt".indexOf(matcher.group(2)));
      BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
      if (bytes.signum() > 0 && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0) {
        return bytes.longValue();
      }
    }
    throw new UserError(
        "--memory-limit is '%s'; give a size with its unit, such as 512m or 4g".formatted(given));
  }

  /** Sizes by symbol, from words such as {@code W=320}. */
  public static Map<String, Long> dimensions(List<String> given) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (String word : given) {
      int equals = word.lastIndexOf('=');
      String size = word.substring(equals + 1);
      if (equals < 1 || !size.matches("\\d{1,8}") || Long.parseLong(size) < 1) {
        throw new UserError(
            "--dim is '%s'; give the name of a dimension and its size, such as --dim W=320"
                .formatted(word));
      }
      sizes.put(word.substring(0, equals), Long.parseLong(size));
    }
    return sizes;
  }
}
