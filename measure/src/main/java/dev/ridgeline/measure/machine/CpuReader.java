package dev.ridgeline.measure.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code /proc/cpuinfo} and {@code /sys/devices/system/cpu}, where there are such files. */
public final class CpuReader {
  private static final Pattern RATE_IN_NAME = Pattern.compile("@ ([0-9.]+)GHz");
  private static final int MAX_CACHES = 16;

  private final Path cpuinfo;
  private final Path cpus;

  CpuReader(Path cpuinfo, Path cpus) {
    this.cpuinfo = cpuinfo;
    this.cpus = cpus;
  }

  /** The CPU of this machine, as far as it is reported. */
  public static Cpu system() {
    return new CpuReader(Path.of("/proc/cpuinfo"), Path.of("/sys/devices/system/cpu"))
        .read(CpuOrder.available());
  }

  Cpu read(List<Integer> available) {
    Map<String, String> fields = firstProcessor(text(cpuinfo));
    Set<String> flags =
        Set.of(
            (fields.getOrDefault("flags", "") + " " + fields.getOrDefault("features", ""))
                .trim()
                .split("\\s+"));
    String arch = System.getProperty("os.arch", "unknown");
    boolean x86 = arch.equals("amd64") || arch.equals("x86_64");
    return new Cpu(
        fields.getOrDefault("model name", implementer(fields, arch)),
        fields.getOrDefault("vendor_id", fields.getOrDefault("cpu implementer", "unknown")),
        number(fields.getOrDefault("cpu family", "-1")),
        number(fields.getOrDefault("model", fields.getOrDefault("cpu part", "-1"))),
        number(fields.getOrDefault("stepping", fields.getOrDefault("cpu revision", "-1"))),
        available.size(),
        cores(available),
        !x86 || flags.isEmpty() || flags.contains("fma") || fields.isEmpty(),
        flags.contains("hypervisor"),
        clocks(fields, available),
        caches(available));
  }

  private static String implementer(Map<String, String> fields, String arch) {
    String part = fields.getOrDefault("cpu part", "");
    return part.isEmpty() ? "unknown CPU (" + arch + ")" : "CPU part " + part + " (" + arch + ")";
  }

  static Map<String, String> firstProcessor(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String value = line.substring(colon + 1).strip();
        if (!value.isEmpty()) {
          fields.putIfAbsent(line.substring(0, colon).strip().toLowerCase(Locale.ROOT), value);
        }
      }
    }
    return fields;
  }

  private int cores(List<Integer> available) {
    Set<String> siblings = new LinkedHashSet<>();
    for (int cpu : available) {
      String list = text(cpus.resolve("cpu" + cpu + "/topology/thread_siblings_list")).strip();
      siblings.add(list.isEmpty() ? "cpu" + cpu : list);
    }
    return siblings.size();
  }

  private List<ClockFigure> clocks(Map<String, String> fields, List<Integer> available) {
    List<ClockFigure> clocks = new ArrayList<>();
    Matcher inName = RATE_IN_NAME.matcher(fields.getOrDefault("model name", ""));
    if (inName.find()) {
      addClock(clocks, "nominal", inName.group(1), 1, "in the model name");
    }
    String max = text(cpus.resolve("cpu" + available.getFirst() + "/cpufreq/cpuinfo_max_freq"));
    addClock(clocks, "maximum", max.strip(), 1e-6, "cpufreq, boost included");
    addClock(
        clocks,
        "reported",
        fields.getOrDefault("cpu mhz", ""),
        1e-3,
        "cpu MHz of /proc/cpuinfo; in a virtual machine often the nominal rate");
    return clocks;
  }

  private static void addClock(
      List<ClockFigure> clocks, String source, String text, double scale, String note) {
    try {
      double gigahertz = Double.parseDouble(text) * scale;
      if (gigahertz > 0.01 && gigahertz < 20) {
        clocks.add(new ClockFigure(source, gigahertz, note));
      }
    } catch (NumberFormatException e) {
      // Not reported: the list stays without it.
    }
  }

  private List<CacheLevel> caches(List<Integer> available) {
    List<CacheLevel> caches = new ArrayList<>();
    Path folder = cpus.resolve("cpu" + available.getFirst() + "/cache");
    for (int index = 0; index < MAX_CACHES; index++) {
      Path cache = folder.resolve("index" + index);
      int level = number(text(cache.resolve("level")).strip());
      String type = text(cache.resolve("type")).strip();
      long bytes = bytes(text(cache.resolve("size")).strip());
      if (level > 0 && bytes > 0 && !type.equals("Instruction")) {
        int shared = sharers(text(cache.resolve("shared_cpu_list")).strip());
        caches.add(new CacheLevel(level, type, bytes, shared));
      }
    }
    return caches;
  }

  /** Bytes of a size such as {@code 32K} or {@code 16M}, 0 if it is none. */
  static long bytes(String size) {
    Matcher matcher = Pattern.compile("([0-9]{1,12})([KMG]?)").matcher(size);
    if (!matcher.matches()) {
      return 0;
    }
    int shift = "KMG".indexOf(matcher.group(2)) + 1;
    return Long.parseLong(matcher.group(1)) << (matcher.group(2).isEmpty() ? 0 : 10 * shift);
  }

  /** CPUs in a list such as {@code 0-3,8-11}, at least 1. */
  static int sharers(String list) {
    int count = 0;
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", 2);
      int from = number(ends[0]);
      int to = ends.length == 2 ? number(ends[1]) : from;
      count += from < 0 || to < from ? 0 : to - from + 1;
    }
    return Math.max(1, count);
  }

  private static int number(String text) {
    try {
      return Integer.decode(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String text(Path file) {
    try {
      return Files.isReadable(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return "";
    }
  }
}
