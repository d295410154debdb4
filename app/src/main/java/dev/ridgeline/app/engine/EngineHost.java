package dev.ridgeline.app.engine;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.latency.SubjectFailure;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process that engines run in, at our end. It is started when it is first needed and again
 * after it died; models that it had loaded are gone then, which {@link #generation()} tells. It
 * measures by itself, so that nothing crosses between processes inside the clock.
 */
public final class EngineHost implements AutoCloseable {
  private static final int KEPT_LINES = 20;
  private static final int MAX_REASON = 200;

  private final String mainClass;
  private final Path folder;
  private final Duration patience;
  private final Optional<Workspace> workspace;
  private final JsonMapper json = JsonMapper.builder().build();
  private Optional<Running> running = Optional.empty();
  private int generation;

  /** A started process, the lines of its standard output, and the last ones of its error stream. */
  private record Running(
      Process process, BlockingQueue<Optional<String>> replies, Deque<String> errors) {}

  /**
   * A host whose process is not started yet.
   *
   * @param folder a folder for temporary files of the process, which outlives it
   * @param patience how long an answer may take beyond the time that the request needs
   * @param workspace where the engines keep compiled kernels
   */
  public EngineHost(Path folder, Duration patience, Workspace workspace) {
    this(EngineProcess.class.getName(), folder, patience, Optional.of(workspace));
  }

  /**
   * A host of engines of your own.
   *
   * @param mainClass a class whose main calls {@link EngineProcess#serve}
   */
  public EngineHost(String mainClass, Path folder, Duration patience) {
    this(mainClass, folder, patience, Optional.empty());
  }

  private EngineHost(
      String mainClass, Path folder, Duration patience, Optional<Workspace> workspace) {
    this.workspace = workspace;
    this.mainClass = mainClass;
    this.folder = folder;
    this.patience = patience;
  }

  /** Counts the starts of the process. */
  int generation() {
    return generation;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param needs time that the request needs by itself
   * @throws SubjectFailure if the engine refused it, or the process died or hung
   */
  Reply ask(Request request, Duration needs) {
    Running now = running.filter(r -> r.process().isAlive()).orElseGet(this::start);
    try {
      OutputStream out = now.process().getOutputStream();
      out.write((json.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw died(now);
    }
    Reply reply = await(now, needs.plus(patience));
    if (reply.failed().isPresent()) {
      throw new SubjectFailure(reply.failed().get());
    }
    return reply;
  }

  /** Whether the process of that generation lives. */
  boolean lives(int ofGeneration) {
    return ofGeneration == generation && running.filter(r -> r.process().isAlive()).isPresent();
  }

  /** Lets go of what a subject holds, if the process that holds it still lives. */
  void release(int subject, int ofGeneration) {
    if (!lives(ofGeneration)) {
      return;
    }
    try {
      ask(Request.close(subject), Duration.ZERO);
    } catch (SubjectFailure e) {
      // It holds nothing any more either way: a process that cannot let go is ended.
      end();
    }
  }

  private Reply await(Running now, Duration limit) {
    try {
      Optional<String> line = now.replies().poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        end();
        throw new SubjectFailure(
            "the engine did not answer for " + limit.toSeconds() + " s and was ended");
      }
      if (line.isEmpty()) {
        throw died(now);
      }
      return json.readValue(line.get(), Reply.class);
    } catch (JacksonException e) {
      end();
      throw new SubjectFailure("the engine's process answered with what is no reply", e);
    } catch (InterruptedException e) {
      end();
      Thread.currentThread().interrupt();
      throw new SubjectFailure("interrupted", e);
    }
  }

  private Running start() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        List.of(
            java.toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "-XX:+UseSerialGC",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("crash-%p.log"),
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            mainClass);
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      workspace.ifPresent(
          w -> builder.environment().put(Workspace.VARIABLE, w.folder().toString()));
      Process process = builder.start();
      BlockingQueue<Optional<String>> replies = new LinkedBlockingQueue<>();
      Deque<String> errors = new ArrayDeque<>();
      background(() -> readReplies(process.getInputStream(), replies));
      background(() -> readErrors(process.getErrorStream(), errors));
      Running started = new Running(process, replies, errors);
      running = Optional.of(started);
      generation++;
      return started;
    } catch (IOException e) {
      throw new UserError(
          "cannot start '" + java + "' for the engine: " + e.getMessage() + "; free memory", e);
    }
  }

  private static void background(Runnable work) {
    Thread.ofPlatform().daemon().name("engine output").start(work);
  }

  private static void readReplies(InputStream in, BlockingQueue<Optional<String>> replies) {
    try (BufferedReader lines = reader(in)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(EngineProcess.MARK)) {
          replies.add(Optional.of(line.substring(EngineProcess.MARK.length())));
        }
      }
    } catch (IOException e) {
      // A closed pipe is the end, too.
    }
    replies.add(Optional.empty());
  }

  private static void readErrors(InputStream in, Deque<String> errors) {
    try (BufferedReader lines = reader(in)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (errors) {
          if (!line.isBlank() && !line.startsWith("WARNING: ")) {
            errors.add(line.strip());
          }
          if (errors.size() > KEPT_LINES) {
            errors.removeFirst();
          }
        }
      }
    } catch (IOException e) {
      // A closed pipe is the end, too.
    }
  }

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private SubjectFailure died(Running dead) {
    running = Optional.empty();
    int status;
    try {
      status = dead.process().waitFor();
      TimeUnit.MILLISECONDS.sleep(50); // the error stream ends a little later
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SubjectFailure("interrupted", e);
    }
    String said;
    synchronized (dead.errors()) {
      said = dead.errors().isEmpty() ? "" : ": " + dead.errors().getFirst();
    }
    String reason = "the engine's process " + ending(status) + said;
    return new SubjectFailure(
        reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "...");
  }

  private static String ending(int status) {
    return switch (status) {
      case 128 + 6 -> "aborted (signal 6)";
      case 128 + 9 -> "was killed (signal 9), perhaps because memory ran out";
      case 128 + 11 -> "crashed (signal 11)";
      default -> status > 128 ? "ended by signal " + (status - 128) : "ended with status " + status;
    };
  }

  private void end() {
    running.ifPresent(now -> {
      now.process().destroyForcibly();
      now.process().onExit().join();
    });
    running = Optional.empty();
  }

  @Override
  public void close() {
    end();
  }
}
