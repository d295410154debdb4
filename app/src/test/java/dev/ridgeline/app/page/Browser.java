package dev.ridgeline.app.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Headless Chromium, driven over the DevTools protocol: opens a page from disk, keeps what it
 * writes to the console and what it asks of the network, evaluates expressions, takes pictures.
 */
public final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final Path profile;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger identifiers = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile String session = "";

  /**
   * Starts a browser. Without Chromium the test is skipped, or fails where {@code
   * RIDGELINE_REQUIRE_ALL=1}.
   */
  public static Browser start() throws IOException {
    Path program = find();
    boolean required = "1".equals(System.getenv("RIDGELINE_REQUIRE_ALL"));
    if (program.toString().isEmpty() && required) {
      throw new AssertionError(
          "RIDGELINE_REQUIRE_ALL=1, but Chromium is missing: install chromium");
    }
    assumeTrue(!program.toString().isEmpty(), "Chromium is missing: install chromium");
    return new Browser(program);
  }

  private static Path find() {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin");
    return Stream.of(path.split(":", -1))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(Path.of(""));
  }

  private Browser(Path program) throws IOException {
    profile = Files.createTempDirectory("ridgeline-browser");
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    socket = connect();
    String target =
        call("Target.createTarget", Map.of("url", "about:blank")).path("targetId").asString();
    session =
        call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asString();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  private WebSocket connect() throws IOException {
    Path port = profile.resolve("DevToolsActivePort");
    Instant deadline = Instant.now().plus(PATIENCE);
    List<String> lines = List.of();
    while (lines.size() < 2) {
      if (Instant.now().isAfter(deadline) || !process.isAlive()) {
        process.destroyForcibly();
        throw new IOException("Chromium did not start");
      }
      pause();
      lines = Files.exists(port) ? Files.readAllLines(port) : List.of();
    }
    URI address = URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
    return client.newWebSocketBuilder().buildAsync(address, new Listener()).join();
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** Sets the size of the window in CSS pixels and whether dark colours are preferred. */
  public void view(int width, int height, boolean dark) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", Map.of("media", "", "features", List.of(scheme)));
  }

  /** Lays the page out as for print. */
  public void asPrint(boolean dark) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", Map.of("media", "print", "features", List.of(scheme)));
  }

  /** Clicks in the middle of the element that a JavaScript expression gives. */
  public void click(String element) {
    JsonNode at =
        evaluate(
            "(() => { const e = "
                + element
                + "; e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " return [r.x + r.width / 2, r.y + r.height / 2]; })()");
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              at.path(0).asDouble(),
              "y",
              at.path(1).asDouble(),
              "button",
              type.equals("mouseMoved") ? "none" : "left",
              "clickCount",
              1));
    }
  }

  /** Opens a file and waits until the condition, a JavaScript expression, holds. */
  public void open(Path file, String condition) {
    complaints.clear();
    requests.clear();
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    await(condition);
  }

  /** Waits until a JavaScript expression is true. */
  public void await(String condition) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!evaluate("document.readyState === 'complete' && Boolean(" + condition + ")")
        .asBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("never true: " + condition + "; console: " + complaints);
      }
      pause();
    }
  }

  /** The value of a JavaScript expression, promises awaited. */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Errors and warnings of the console and uncaught exceptions since the page was opened. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Addresses asked for since the page was opened, save the page itself and data URIs. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** A PNG of the whole page. */
  public byte[] picture() {
    JsonNode answer = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
    return Base64.getDecoder().decode(answer.path("data").asString());
  }

  /** The page as it prints, as PDF. */
  public byte[] print() {
    return Base64.getDecoder().decode(call("Page.printToPDF", Map.of()).path("data").asString());
  }

  /** Calls a method of the DevTools protocol. */
  public JsonNode call(String method, Map<String, ?> parameters) {
    int identifier = identifiers.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", identifier).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(identifier, answer);
    socket.sendText(message.toString(), true).join();
    try {
      return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failure) {
      throw new AssertionError(method + " failed", failure);
    }
  }

  private void receive(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = answers.remove(message.path("id").asInt());
      if (answer != null && message.has("error")) {
        answer.completeExceptionally(new IOException(message.path("error").toString()));
      } else if (answer != null) {
        answer.complete(message.path("result"));
      }
      return;
    }
    JsonNode parameters = message.path("params");
    switch (message.path("method").asString("")) {
      case "Runtime.exceptionThrown" ->
          complaints.add(parameters.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(parameters.path("type").asString())) {
          complaints.add(parameters.path("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        JsonNode entry = parameters.path("entry");
        if (List.of("error", "warning").contains(entry.path("level").asString())) {
          complaints.add(entry.path("text").asString());
        }
      }
      case "Network.requestWillBeSent" -> {
        String address = parameters.path("request").path("url").asString();
        if (!parameters.path("type").asString().equals("Document")
            && !address.startsWith("data:")) {
          requests.add(address);
        }
      }
      default -> {
        // Other events are of no interest here.
      }
    }
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    family.add(process.toHandle());
    socket.abort();
    client.shutdownNow();
    family.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        family.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      // The browser's last threads may still write; what stays is in the temporary folder.
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (java.io.UncheckedIOException stillWriting) {
      profile.toFile().deleteOnExit();
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        String text = parts.toString();
        parts.setLength(0);
        receive(JSON.readTree(text));
      }
      from.request(1);
      return CompletableFuture.completedFuture("");
    }
  }
}
