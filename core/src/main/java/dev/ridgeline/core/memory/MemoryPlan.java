package dev.ridgeline.core.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Static memory for values whose lifetimes are known: values that never live together share it.
 * Greedy by size, the largest first, which is within a few percent of the peak on networks
 * (Pisarchyk and Lee, Efficient memory management for deep neural net inference, 2020).
 */
public final class MemoryPlan {
  private MemoryPlan() {}

  /**
   * A value.
   *
   * @param name unique
   * @param bytes it takes
   * @param first step in which it lives
   * @param last step in which it lives
   */
  public record Use(String name, long bytes, int first, int last) {
    public Use {
      if (bytes < 0 || last < first) {
        throw new IllegalArgumentException(
            "a value takes at least 0 bytes and ends after it begins but got %d bytes, %d to %d"
                .formatted(bytes, first, last));
      }
    }

    boolean meets(Use other) {
      return first <= other.last && other.first <= last;
    }
  }

  /**
   * Places in one piece of memory.
   *
   * @param places offset of each value in bytes
   * @param bytes of the whole
   */
  public record Offsets(Map<String, Long> places, long bytes) {
    public Offsets {
      places = Map.copyOf(places);
    }
  }

  /**
   * Separate pieces that are used again.
   *
   * @param pieces number of the piece of each value
   * @param bytes of each piece
   */
  public record Slots(Map<String, Integer> pieces, List<Long> bytes) {
    public Slots {
      pieces = Map.copyOf(pieces);
      bytes = List.copyOf(bytes);
    }

    /** Bytes of all pieces. */
    public long total() {
      return bytes.stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Offsets that are multiples of {@code alignment} bytes. */
  public static Offsets offsets(List<Use> uses, long alignment) {
    Map<String, Long> places = new LinkedHashMap<>();
    List<Use> placed = new ArrayList<>();
    long total = 0;
    for (Use use : largestFirst(uses)) {
      long at = 0;
      List<Use> near =
          placed.stream()
              .filter(use::meets)
              .sorted(Comparator.comparing(other -> places.getOrDefault(other.name(), 0L)))
              .toList();
      for (Use other : near) {
        long start = places.getOrDefault(other.name(), 0L);
        if (at + use.bytes() <= start) {
          break;
        }
        at = Math.max(at, aligned(start + other.bytes(), alignment));
      }
      places.put(use.name(), at);
      placed.add(use);
      total = Math.max(total, at + use.bytes());
    }
    return new Offsets(places, total);
  }

  /** Pieces, each as large as the largest value that it ever holds. */
  public static Slots slots(List<Use> uses) {
    Map<String, Integer> pieces = new LinkedHashMap<>();
    List<List<Use>> holders = new ArrayList<>();
    List<Long> bytes = new ArrayList<>();
    for (Use use : largestFirst(uses)) {
      int piece = 0;
      while (piece < holders.size() && holders.get(piece).stream().anyMatch(use::meets)) {
        piece++;
      }
      if (piece == holders.size()) {
        holders.add(new ArrayList<>());
        bytes.add(use.bytes());
      }
      holders.get(piece).add(use);
      pieces.put(use.name(), piece);
    }
    return new Slots(pieces, bytes);
  }

  private static List<Use> largestFirst(List<Use> uses) {
    return uses.stream()
        .sorted(Comparator.comparingLong(Use::bytes).reversed().thenComparingInt(Use::first))
        .toList();
  }

  private static long aligned(long offset, long alignment) {
    return Math.ceilDiv(offset, alignment) * alignment;
  }
}
