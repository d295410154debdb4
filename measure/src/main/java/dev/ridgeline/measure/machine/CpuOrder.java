package dev.ridgeline.measure.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The order in which CPUs are given to threads: one hardware thread of every core first, then the
 * others, so that few threads do not share a core.
 */
final class CpuOrder {
  private CpuOrder() {}

  /** The CPUs this process may use; 0, 1, ... where the system does not say. */
  static List<Integer> available() {
    List<Integer> allowed = Affinity.open().map(Affinity::allowedCpus).orElse(List.of());
    if (allowed.isEmpty()) {
      int cpus = Runtime.getRuntime().availableProcessors();
      allowed = new ArrayList<>();
      for (int cpu = 0; cpu < cpus; cpu++) {
        allowed.add(cpu);
      }
    }
    return coresFirst(allowed, Path.of("/sys/devices/system/cpu"));
  }

  static List<Integer> coresFirst(List<Integer> cpus, Path root) {
    Set<String> coresSeen = new LinkedHashSet<>();
    List<Integer> first = new ArrayList<>();
    List<Integer> siblings = new ArrayList<>();
    for (int cpu : cpus) {
      (coresSeen.add(core(root, cpu)) ? first : siblings).add(cpu);
    }
    first.addAll(siblings);
    return List.copyOf(first);
  }

  private static String core(Path root, int cpu) {
    try {
      return Files.readString(root.resolve("cpu" + cpu + "/topology/thread_siblings_list"));
    } catch (IOException e) {
      return "cpu" + cpu;
    }
  }
}
