package dev.ridgeline.app.lint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the heading of a column says: {@code Latency (ms)}, {@code gflops_per_image}, {@code
 * medianMillis}.
 *
 * @param role what the column holds
 * @param scale what its numbers are multiplied by to be in seconds, operations, bytes, or a second
 *     of them
 * @param macs whether it holds multiply-accumulates
 * @param perItem whether it says that the numbers are of one item
 */
record Heading(Role role, double scale, boolean macs, boolean perItem) {
  /** What columns can hold. */
  enum Role {
    MODEL,
    BATCH,
    DEVICE,
    SERIES,
    WORK,
    PARAMETERS,
    SECONDS,
    THROUGHPUT,
    RATE,
    BYTES,
    INTENSITY,
    LEVEL,
    PEAK,
    BANDWIDTH,
    RESOLUTION,
    CORRELATION
  }

  private static final Map<Role, Set<String>> NAMES =
      Map.ofEntries(
          Map.entry(Role.MODEL, Set.of("model", "network", "net", "arch", "architecture", "name")),
          Map.entry(Role.BATCH, Set.of("batch", "batchsize", "bs")),
          Map.entry(
              Role.DEVICE,
              Set.of("device", "hardware", "gpu", "cpu", "chip", "machine", "platform")),
          Map.entry(
              Role.SERIES,
              Set.of(
                  "engine",
                  "framework",
                  "backend",
                  "library",
                  "precision",
                  "dtype",
                  "threads",
                  "sequence",
                  "mode",
                  "pass")),
          Map.entry(
              Role.WORK,
              Set.of(
                  "flops",
                  "flop",
                  "macs",
                  "mac",
                  "multadds",
                  "madds",
                  "operations",
                  "ops",
                  "work")),
          Map.entry(
              Role.PARAMETERS,
              Set.of("parameters", "params", "param", "nparams", "parametercount", "weights")),
          Map.entry(
              Role.SECONDS,
              Set.of(
                  "seconds",
                  "latency",
                  "time",
                  "duration",
                  "median",
                  "mediantime",
                  "medianlatency",
                  "meantime",
                  "meanlatency",
                  "inferencetime",
                  "runtime",
                  "elapsed")),
          Map.entry(
              Role.THROUGHPUT,
              Set.of("throughput", "fps", "itemspersecond", "imagespersecond", "samplespersecond")),
          Map.entry(
              Role.RATE,
              Set.of("achieved", "attained", "performance", "rate", "measured", "measuredrate")),
          Map.entry(Role.BYTES, Set.of("bytes", "traffic", "memorytraffic", "bytesmoved", "moved")),
          Map.entry(
              Role.INTENSITY,
              Set.of(
                  "intensity",
                  "operationalintensity",
                  "arithmeticintensity",
                  "oi",
                  "ai",
                  "flopsperbyte",
                  "flopperbyte")),
          Map.entry(Role.LEVEL, Set.of("level", "memorylevel", "memory")),
          Map.entry(
              Role.PEAK,
              Set.of(
                  "peak", "peakcompute", "peakrate", "peakperformance", "peakflops", "devicepeak")),
          Map.entry(
              Role.BANDWIDTH,
              Set.of("bandwidth", "bw", "memorybandwidth", "peakbandwidth", "membandwidth")),
          Map.entry(
              Role.RESOLUTION,
              Set.of("resolution", "imagesize", "inputsize", "input", "side", "size")),
          Map.entry(
              Role.CORRELATION,
              Set.of("correlation", "pearson", "spearman", "kendall", "rho", "tau", "r")));

  private static final Map<String, Double> TIMES =
      Map.ofEntries(
          Map.entry("s", 1.0),
          Map.entry("sec", 1.0),
          Map.entry("secs", 1.0),
          Map.entry("seconds", 1.0),
          Map.entry("ms", 1e-3),
          Map.entry("msec", 1e-3),
          Map.entry("millis", 1e-3),
          Map.entry("milliseconds", 1e-3),
          Map.entry("us", 1e-6),
          Map.entry("µs", 1e-6),
          Map.entry("micros", 1e-6),
          Map.entry("microseconds", 1e-6),
          Map.entry("ns", 1e-9),
          Map.entry("nanos", 1e-9));

  private static final String PREFIXES = "kmgtp";

  /** Understands a heading; empty if it is none that is known. */
  static Optional<Heading> of(String text) {
    List<String> words = words(text);
    boolean perItem = cutPerItem(words);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Optional<Heading> whole = named(String.join("", words), 1, perItem);
    String last = words.getLast();
    Optional<Heading> unit = unit(last, perItem);
    if (words.size() == 1) {
      return whole.or(() -> unit);
    }
    Optional<Heading> base = named(String.join("", words.subList(0, words.size() - 1)), 1, perItem);
    if (base.isPresent()) {
      double scale = scale(base.get().role(), last);
      if (base.get().role() == Role.SERIES) {
        scale = 1;
      }
      boolean macs = base.get().macs() || last.contains("mac");
      return Optional.of(new Heading(base.get().role(), scale, macs, perItem));
    }
    return whole.or(() -> anyWord(words, perItem));
  }

  /** A heading such as {@code median batch latency}: its last word that is known. */
  private static Optional<Heading> anyWord(List<String> words, boolean perItem) {
    String last = words.getLast();
    for (int i = words.size() - 1; i >= 0; i--) {
      Optional<Heading> found = named(words.get(i), 1, perItem);
      if (found.isPresent()) {
        double scale = i == words.size() - 1 ? 1 : scale(found.get().role(), last);
        return Optional.of(new Heading(found.get().role(), scale, found.get().macs(), perItem));
      }
    }
    return unit(last, perItem);
  }

  private static Optional<Heading> named(String name, double scale, boolean perItem) {
    for (Role role : Role.values()) {
      if (NAMES.getOrDefault(role, Set.of()).contains(name)) {
        boolean macs = role == Role.WORK && (name.startsWith("mac") || name.contains("add"));
        return Optional.of(new Heading(role, scale, macs, perItem));
      }
    }
    return Optional.empty();
  }

  /** A heading that is a unit alone: {@code ms}, {@code GFLOPs}, {@code GFLOP/s}, {@code GB/s}. */
  private static Optional<Heading> unit(String word, boolean perItem) {
    if (TIMES.containsKey(word)) {
      return Optional.of(new Heading(Role.SECONDS, TIMES.getOrDefault(word, 1.0), false, perItem));
    }
    boolean rate = word.endsWith("/s") || word.matches("[kmgtp]?bps");
    String counted = rate ? word.replaceAll("/s$|ps$", "") : word;
    double scale = counted.isEmpty() ? 1 : prefix(counted);
    String bare = scale == 1 ? counted : counted.substring(1);
    if (Set.of("flop", "flops", "op", "ops").contains(bare)) {
      return Optional.of(new Heading(rate ? Role.RATE : Role.WORK, scale, false, perItem));
    }
    if (Set.of("mac", "macs").contains(bare) && !rate) {
      return Optional.of(new Heading(Role.WORK, scale, true, perItem));
    }
    if (Set.of("img", "images", "items", "samples", "inferences").contains(bare) && rate) {
      return Optional.of(new Heading(Role.THROUGHPUT, 1, false, perItem));
    }
    if (Set.of("b", "bytes").contains(bare) && counted.length() > 1) {
      return Optional.of(new Heading(rate ? Role.BANDWIDTH : Role.BYTES, scale, false, perItem));
    }
    if (bare.equals("params") || bare.equals("parameters")) {
      return Optional.of(new Heading(Role.PARAMETERS, scale, false, perItem));
    }
    return Optional.empty();
  }

  /** What a unit after a name multiplies by. */
  private static double scale(Role role, String unit) {
    return switch (role) {
      case SECONDS -> TIMES.getOrDefault(unit, 1.0);
      case WORK, PARAMETERS, RATE, BYTES, PEAK, BANDWIDTH -> prefix(unit);
      case MODEL, BATCH, DEVICE, SERIES, THROUGHPUT, INTENSITY, LEVEL, RESOLUTION, CORRELATION -> 1;
    };
  }

  /** The power of a thousand that the first letter of a unit stands for. */
  private static double prefix(String unit) {
    boolean unitFollows =
        unit.length() == 1
            || unit.substring(1)
                .matches("(i?b|bytes|flops?|macs?|ops?|params|parameters|illions?)(/s|ps)?");
    int place = PREFIXES.indexOf(unit.charAt(0));
    if (unit.equals("billion") || unit.equals("billions")) {
      return 1e9;
    }
    return unitFollows && place >= 0 && !unit.equals("macs") && !unit.equals("mac")
        ? Math.pow(1000, place + 1)
        : 1;
  }

  /** Words in lower case; a change from small to capital letters divides, too. */
  private static List<String> words(String text) {
    String apart = text.replaceAll("(?<=[a-z0-9])(?=[A-Z])(?!(?:OPs|LOPs|ACs)\\b)", " ");
    return new ArrayList<>(
        Arrays.stream(apart.toLowerCase(Locale.ROOT).split("[^\\p{L}0-9/]+", -1))
            .filter(word -> !word.isEmpty())
            .toList());
  }

  private static boolean cutPerItem(List<String> words) {
    for (int i = 0; i + 1 < words.size(); i++) {
      boolean item =
          Set.of("item", "image", "img", "sample", "inference", "input", "frame")
              .contains(words.get(i + 1));
      if (words.get(i).equals("per") && item) {
        words.remove(i + 1);
        words.remove(i);
        return true;
      }
    }
    String last = words.isEmpty() ? "" : words.getLast();
    if (last.matches("(flops?|[kmgt]flops?|macs|[kmgt]macs)/(item|image|img|sample)")) {
      words.set(words.size() - 1, last.substring(0, last.indexOf('/')));
      return true;
    }
    return false;
  }
}
