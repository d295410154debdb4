package dev.ridgeline.app.engine;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.latency.ExecutableSubject;
import dev.ridgeline.measure.latency.Subject;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process that engines run in, at the engine's end: it loads and measures models as it is told,
 * line by line on standard input, and answers each line with one line that begins with {@value
 * #MARK}. Native code may print on standard output too; the mark tells such lines apart. It ends
 * when its input ends, at once, whatever it is doing.
 */
public final class EngineProcess {
  static final String MARK = "@ridgeline ";

  private final List<Engine> engines;
  private final PrintStream replies;
  private final JsonMapper json = JsonMapper.builder().build();
  private final Set<String> started = new HashSet<>();
  private final Map<Integer, Subject> subjects = new HashMap<>();

  private EngineProcess(List<Engine> engines, PrintStream replies) {
    this.engines = engines;
    this.replies = replies;
  }

  /** Serves all engines. */
  public static void main(String[] args) throws InterruptedException {
    serve(Engines.all());
  }

  /** Serves these engines until standard input ends. */
  public static void serve(List<Engine> engines) throws InterruptedException {
    PrintStream replies =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().name("requests").start(() -> read(lines));
    EngineProcess process = new EngineProcess(engines, replies);
    while (true) {
      process.answer(lines.take());
    }
  }

  /** Hands on the lines of standard input; its end, also by the parent's death, ends all. */
  private static void read(BlockingQueue<String> lines) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      System.err.println("cannot read requests: " + e.getMessage());
    }
    Runtime.getRuntime().halt(0);
  }

  private void answer(String line) {
    Reply reply;
    try {
      reply = act(json.readValue(line, Request.class));
    } catch (UserError e) {
      reply = Reply.failed(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      reply = Reply.failed("the memory of the engine's process is full: " + e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      e.printStackTrace();
      reply =
          Reply.failed("internal failure: " + e.getClass().getSimpleName() + ": " + e.getMessage());
    }
    replies.println(MARK + json.writeValueAsString(reply));
  }

  private Reply act(Request request) {
    return switch (request.act()) {
      case LOAD -> load(request.subject(), request.load().orElseThrow());
      case SAMPLE -> {
        Subject subject = subjects.get(request.subject());
        if (subject == null) {
          throw new IllegalStateException("subject " + request.subject() + " is not loaded");
        }
        yield Reply.samples(subject.sample(request.plan().orElseThrow()));
      }
      case CLOSE -> {
        Subject subject = subjects.remove(request.subject());
        if (subject != null) {
          subject.close();
        }
        yield Reply.done();
      }
    };
  }

  private Reply load(int number, Request.Load load) {
    Engine engine = Engines.find(load.engine(), engines);
    if (started.add(engine.name())) {
      engine.start();
    }
    EngineModel model =
        new EngineModel(
            Path.of(load.file()),
            load.threads(),
            load.symbols(),
            Workspace.byDefault(System.getenv()));
    Subject subject =
        new ExecutableSubject(
            () -> engine.open(model), load.inputTypes(), load.below(), load.seed());
    try {
      Reply reply = Reply.loaded(subject.load());
      subjects.put(number, subject);
      return reply;
    } catch (RuntimeException | Error e) {
      subject.close();
      throw e;
    }
  }
}
