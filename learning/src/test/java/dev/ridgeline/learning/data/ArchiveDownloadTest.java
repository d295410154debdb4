package dev.ridgeline.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveDownloadTest {
  private static final int SIZE = 300_000;

  @TempDir Path folder;
  private final byte[] content = new byte[SIZE];
  private final List<String> ranges = new ArrayList<>();
  private HttpServer server = start();
  private boolean honoursRanges = true;
  private int breakAfter = Integer.MAX_VALUE;
  private int status = 200;

  private static HttpServer start() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void serve() {
    new Random(1).nextBytes(content);
    server.createContext("/set.tar.gz", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    int from = 0;
    int answer = status;
    if (range != null && honoursRanges && status == 200) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      answer = 206;
    }
    exchange.sendResponseHeaders(answer, SIZE - from);
    try (OutputStream out = exchange.getResponseBody()) {
      int to = (int) Math.min(SIZE, (long) from + breakAfter);
      out.write(content, from, to - from);
      out.flush();
      if (to < SIZE) {
        Thread.sleep(1500);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The connection is broken off on purpose.
      exchange.close();
    }
  }

  private PublishedArchive published() throws Exception {
    return published(
        SIZE, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
  }

  private PublishedArchive published(long bytes, String sha256) {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/set.tar.gz");
    return new PublishedArchive(address, bytes, sha256, 1_000_000);
  }

  private ArchiveDownload download() throws Exception {
    return new ArchiveDownload(published(), folder, Duration.ofMillis(500));
  }

  @Test
  void fetchesOnceAndKnowsWhatItHas() throws Exception {
    Path file = download().fetch(bytes -> {});
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    assertThat(download().fetch(bytes -> {})).isEqualTo(file);
    assertThat(ranges).containsExactly("null");
    assertThat(folder.resolve("set.tar.gz.part")).doesNotExist();
  }

  @Test
  void goesOnWhereItWasBrokenOff() throws Exception {
    breakAfter = 100_000;
    assertThatThrownBy(() -> download().fetch(bytes -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("run the command again: it goes on where it stopped");
    long there = Files.size(folder.resolve("set.tar.gz.part"));
    assertThat(there).isBetween(1L, 100_000L);
    assertThat(folder.resolve("set.tar.gz")).doesNotExist();
    breakAfter = Integer.MAX_VALUE;
    assertThat(Files.readAllBytes(download().fetch(bytes -> {}))).isEqualTo(content);
    assertThat(ranges).containsExactly("null", "bytes=" + there + "-");
  }

  @Test
  void beginsAnewWhereTheServerKnowsNoRanges() throws Exception {
    honoursRanges = false;
    Files.write(folder.resolve("set.tar.gz.part"), Arrays.copyOf(content, 5000));
    assertThat(Files.readAllBytes(download().fetch(bytes -> {}))).isEqualTo(content);
  }

  @Test
  void throwsAwayWhatHasAnotherChecksum() throws Exception {
    byte[] other = Arrays.copyOf(content, 5000);
    other[17] ^= 1;
    Files.write(folder.resolve("set.tar.gz.part"), other);
    assertThatThrownBy(() -> download().fetch(bytes -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not have the published checksum; it was thrown away");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesAnotherSizeBeforeItIsFetched() {
    assertThatThrownBy(
            () -> new ArchiveDownload(published(7, "0".repeat(64)), folder).fetch(bytes -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has 300000 bytes, but the published archive has 7");
  }

  @Test
  void asksForSpaceFirst() {
    PublishedArchive huge = published(1L << 60, "0".repeat(64));
    assertThatThrownBy(() -> new ArchiveDownload(huge, folder).fetch(bytes -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("MB free and fetching and unpacking takes");
    assertThat(ranges).isEmpty();
  }

  @Test
  void saysWhatTheServerAnswers() {
    status = 404;
    assertThatThrownBy(() -> download().fetch(bytes -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("answers with status 404; look for the archive elsewhere");
    server.stop(0);
    assertThatThrownBy(() -> download().fetch(bytes -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("cannot fetch http://127.0.0.1:");
  }
}
