package dev.ridgeline.measure.sampling;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code /proc/stat}; where there is none, only the threads' own CPU time is known. */
final class SystemLoadProbe implements LoadProbe {
  /** Linux reports to user space in hundredths of a second whatever the kernel's tick is. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final LoadProbe SYSTEM = new SystemLoadProbe(Path.of("/proc/stat"));

  private final Path stat;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final boolean threadCpu;
  private final Optional<ProcessCpuTime> process = ProcessCpuTime.open();

  SystemLoadProbe(Path stat) {
    this.stat = stat;
    threadCpu = threads.isCurrentThreadCpuTimeSupported();
    if (threadCpu) {
      threads.setThreadCpuTimeEnabled(true);
    }
  }

  static LoadProbe system() {
    return SYSTEM;
  }

  @Override
  public LoadSnapshot snapshot() {
    String text = readStat();
    long own = process.map(ProcessCpuTime::nanos).orElse(-1L);
    return parse(text, System.nanoTime(), own);
  }

  /** The snapshot that the text of {@code /proc/stat} gives. */
  static LoadSnapshot parse(String text, long wallNanos, long ownCpuNanos) {
    long busy = -1;
    long steal = -1;
    int runnable = -1;
    for (String line : text.lines().toList()) {
      String[] words = line.split("\\s+", 12);
      if (words[0].equals("cpu") && words.length >= 8) {
        busy = ticks(words[1]) + ticks(words[2]) + ticks(words[3]);
        busy += ticks(words[6]) + ticks(words[7]);
        steal = words.length > 8 ? ticks(words[8]) : -1;
      } else if (words[0].equals("procs_running") && words.length >= 2) {
        runnable = Integer.parseInt(words[1]);
      }
    }
    return new LoadSnapshot(wallNanos, ownCpuNanos, busy, steal, runnable);
  }

  private static long ticks(String word) {
    return Long.parseLong(word) * NANOS_PER_TICK;
  }

  private String readStat() {
    try {
      return Files.exists(stat) ? Files.readString(stat) : "";
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public long threadCpuNanos() {
    return threadCpu ? threads.getCurrentThreadCpuTime() : -1;
  }

  @Override
  public int cpus() {
    return Runtime.getRuntime().availableProcessors();
  }
}
