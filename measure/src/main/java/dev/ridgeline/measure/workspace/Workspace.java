package dev.ridgeline.measure.workspace;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder in which commands keep what they made: {@code machine/} (profiles of machines), {@code
 * results/} (one JSON object a line), {@code kernels/}, {@code features/} and {@code models/}.
 * Folders are made when something is first written. Where two commands could meet, in one process
 * or in several, they take the workspace's lock.
 */
public final class Workspace {
  /** Environment variable that names the folder. */
  public static final String VARIABLE = "RIDGELINE_WORKSPACE";

  /** Longest line that is read from a results file, in bytes. */
  private static final int MAX_LINE = 16 << 20;

  /** Largest results file that is read, in bytes. */
  private static final long MAX_FILE = 1L << 30;

  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;

  private Workspace(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** The workspace in this folder, which need not exist yet. */
  public static Workspace at(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UserError(
          "workspace '" + folder + "' is a file; name a folder with --workspace or " + VARIABLE);
    }
    return new Workspace(folder);
  }

  /** The folder that the environment names, or else {@code .ridgeline} in the current folder. */
  public static Workspace byDefault(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    try {
      return at(Path.of(named.isBlank() ? ".ridgeline" : named));
    } catch (InvalidPathException e) {
      throw new UserError(
          VARIABLE + " is '" + named + "', which is no path: " + e.getReason() + "; set a folder",
          e);
    }
  }

  /** The folder itself. */
  public Path folder() {
    return folder;
  }

  /** Profiles of machines. */
  public Path machine() {
    return folder.resolve("machine");
  }

  /** Result lines. */
  public Path results() {
    return folder.resolve("results");
  }

  /** Compiled kernels and tuning records. */
  public Path kernels() {
    return folder.resolve("kernels");
  }

  /** Features of data sets. */
  public Path features() {
    return folder.resolve("features");
  }

  /** Models that commands wrote. */
  public Path models() {
    return folder.resolve("models");
  }

  /** The file that holds the result lines of a command. */
  public Path resultsOf(String command) {
    return results().resolve(command + ".jsonl");
  }

  /**
   * Appends a line to the results of its command, under the lock. A line that an interrupted run
   * left unfinished stays behind as a line of its own.
   */
  public void append(ResultLine line) {
    byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    Path file = resultsOf(line.command());
    locked(() -> {
      try {
        Files.createDirectories(results());
        appendWhole(file, bytes);
      } catch (IOException e) {
        throw unwritable(file, e);
      }
      return true;
    });
  }

  private static void appendWhole(Path file, byte[] bytes) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      long end = out.length();
      boolean unfinished = false;
      if (end > 0) {
        out.seek(end - 1);
        unfinished = out.read() != '\n';
      }
      try {
        out.seek(end);
        if (unfinished) {
          out.write('\n');
        }
        out.write(bytes);
      } catch (IOException e) {
        out.setLength(end);
        throw e;
      }
    }
  }

  /**
   * What a results file holds: its whole lines, and the numbers of lines that are no JSON object in
   * UTF-8.
   */
  public record Results(List<JsonNode> lines, List<Integer> brokenLines) {
    /** Copies the lists. */
    public Results {
      lines = List.copyOf(lines);
      brokenLines = List.copyOf(brokenLines);
    }
  }

  /** The result lines of a command; empty if there are none yet. */
  public Results read(String command) {
    Path file = resultsOf(command);
    List<JsonNode> lines = new ArrayList<>();
    List<Integer> broken = new ArrayList<>();
    if (!Files.exists(file)) {
      return new Results(lines, broken);
    }
    // Bytes first, then each line as UTF-8: one damaged line must not hide the others.
    try (var reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      if (Files.size(file) > MAX_FILE) {
        throw new IOException(Files.size(file) + " bytes given, " + MAX_FILE + " are allowed");
      }
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        JsonNode node = parse(line);
        if (node.isObject()) {
          lines.add(node);
        } else {
          broken.add(number);
        }
      }
    } catch (IOException e) {
      throw new UserError(
          "cannot read results '" + file + "': " + e.getMessage() + "; move the file away", e);
    }
    return new Results(lines, broken);
  }

  private static JsonNode parse(String line) {
    if (line.length() > MAX_LINE) {
      return JSON.nullNode();
    }
    try {
      byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
      return JSON.readTree(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (JacksonException | CharacterCodingException e) {
      return JSON.nullNode();
    }
  }

  /**
   * Does the work while no other thread or process that also asks for the lock does its own. The
   * lock is let go when the work ends, or the process.
   */
  public <T> T locked(Supplier<T> work) {
    ReentrantLock threads = IN_PROCESS.computeIfAbsent(folder, key -> new ReentrantLock());
    threads.lock();
    try {
      if (threads.getHoldCount() > 1) {
        return work.get();
      }
      return withFileLock(work);
    } finally {
      threads.unlock();
    }
  }

  private <T> T withFileLock(Supplier<T> work) {
    Path file = folder.resolve(".lock");
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("the lock was lost");
        }
        return work.get();
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static UserError unwritable(Path file, IOException e) {
    return new UserError(
        "cannot write '"
            + file
            + "': "
            + e.getMessage()
            + "; free space or choose another folder with --workspace",
        e);
  }
}
