package dev.ridgeline.formats.safetensors;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.file.Quote;
import dev.ridgeline.formats.weights.ByteSource;
import dev.ridgeline.formats.weights.StateDictionary;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads safetensors files: 8 bytes of header length, a header in JSON, elements. Elements stay in
 * the file. As the format demands, tensors may neither overlap nor leave bytes between them.
 *
 * <p><b>Limits.</b> Headers up to 100 MB, the format's own limit; its element types of whole bytes.
 *
 * <p><b>Source.</b> The format's description at github.com/huggingface/safetensors.
 */
public final class SafetensorsReader {
  private static final long MAX_HEADER = 100_000_000;
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private SafetensorsReader() {}

  /**
   * The tensors of a file.
   *
   * @throws UserError of one line when the file is damaged
   */
  public static StateDictionary read(ByteSource source) {
    try {
      return parse(source);
    } catch (MalformedSafetensors e) {
      throw StateDictionary.refusal(source, String.valueOf(e.getMessage()));
    }
  }

  private static StateDictionary parse(ByteSource source) {
    long room = source.size() - Long.BYTES;
    long length = room < 0 ? -1 : source.bytes().get(U64, 0);
    if (length < 0 || length > Math.min(room, MAX_HEADER)) {
      throw new MalformedSafetensors(
          "has %d bytes, which hold no safetensors header of the length it says, at most %d; copy or save it again"
              .formatted(source.size(), MAX_HEADER));
    }
    String header = new String(source.copy(Long.BYTES, length), StandardCharsets.UTF_8);
    Map<String, HeaderReader.Entry> entries = HeaderReader.read(header);
    long start = Long.BYTES + length;
    requireTiled(entries, source.size() - start);
    Map<String, Constant> tensors = new LinkedHashMap<>();
    entries.forEach((name, entry) -> {
      TensorType type = type(name, entry);
      tensors.put(
          name,
          new Constant(
              type,
              Constant.Role.PARAMETER,
              source.slice(start + entry.begin(), entry.end() - entry.begin())));
    });
    if (tensors.isEmpty()) {
      throw new MalformedSafetensors("holds no tensors; save model.state_dict()");
    }
    return new StateDictionary(source.name(), tensors);
  }

  private static TensorType type(String name, HeaderReader.Entry entry) {
    DType dtype =
        ElementTypes.of(entry.dtype())
            .orElseThrow(() ->
                new MalformedSafetensors(
                    "has tensor '%s' of type '%s'; allowed are %s"
                        .formatted(Quote.of(name), Quote.of(entry.dtype()), ElementTypes.names())));
    long bytes = entry.end() - entry.begin();
    long wanted = dtype.bits() / 8;
    // Every size is checked on its way, also beside a zero, so that nobody overflows later.
    for (long size : entry.shape()) {
      wanted = wanted > Long.MAX_VALUE / Math.max(size, 1) ? -1 : wanted * Math.max(size, 1);
      if (wanted < 0) {
        break;
      }
    }
    if (wanted > 0 && entry.shape().contains(0L)) {
      wanted = 0;
    }
    if (wanted != bytes) {
      throw new MalformedSafetensors(
          "has tensor '%s' of %s %s in %d bytes, which is not its size; save it again"
              .formatted(Quote.of(name), dtype.label(), entry.shape(), bytes));
    }
    return new TensorType(
        dtype, Shape.of(entry.shape().stream().mapToLong(Long::longValue).toArray()));
  }

  private static void requireTiled(Map<String, HeaderReader.Entry> entries, long room) {
    List<Map.Entry<String, HeaderReader.Entry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort(
        Comparator.comparingLong((Map.Entry<String, HeaderReader.Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long at = 0;
    for (Map.Entry<String, HeaderReader.Entry> entry : sorted) {
      long begin = entry.getValue().begin();
      long end = entry.getValue().end();
      if (begin != at || end < begin || end > room) {
        throw new MalformedSafetensors(
            "has tensor '%s' at bytes %d to %d of %d where %d to at most %d were free; tensors may not overlap, leave gaps or pass the end: save it again"
                .formatted(Quote.of(entry.getKey()), begin, end, room, at, room));
      }
      at = end;
    }
    if (at != room) {
      throw new MalformedSafetensors(
          "has %d bytes after its last tensor; copy or save it again".formatted(room - at));
    }
  }
}
