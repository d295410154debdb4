package dev.ridgeline.learning.data;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Fetches an archive over HTTP. What arrives is kept beside its place in {@code NAME.part}, from
 * where an interrupted fetch goes on; the archive takes its place when size and checksum are the
 * published ones.
 */
public final class ArchiveDownload {
  private static final Duration CONNECT = Duration.ofSeconds(30);
  private static final Duration STALLED = Duration.ofSeconds(60);
  private static final int PIECE = 1 << 16;
  private static final long REPORT_EVERY = 16L << 20;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_REFUSED = 416;

  private final PublishedArchive archive;
  private final Path folder;
  private final Path file;
  private final Path part;
  private final Duration stalled;

  /** A fetch of an archive into a folder. */
  public ArchiveDownload(PublishedArchive archive, Path folder) {
    this(archive, folder, STALLED);
  }

  /** {@code stalled}: after how long without a byte the connection is given up. */
  ArchiveDownload(PublishedArchive archive, Path folder, Duration stalled) {
    this.stalled = stalled;
    this.archive = archive;
    this.folder = folder;
    this.file = folder.resolve(archive.fileName());
    this.part = folder.resolve(archive.fileName() + ".part");
  }

  /**
   * Fetches what is missing.
   *
   * @param progress is told the bytes that are there, now and then
   * @return the archive, whole
   * @throws UserError if there is too little space, the server cannot be reached or gives something
   *     else than what was published, or the connection ends early
   */
  public Path fetch(LongConsumer progress) {
    try {
      Files.createDirectories(folder);
      if (Files.isRegularFile(file) && isPublished(file)) {
        return file;
      }
      requireSpace();
      receive(progress);
      if (!isPublished(part)) {
        Files.delete(part);
        throw new UserError(
            "what %s sent does not have the published checksum; it was thrown away: run the command again"
                .formatted(archive.address()));
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return file;
    } catch (IOException e) {
      throw new UserError(
          "cannot fetch %s: %s; check the network and '%s', then run the command again: it goes on where it stopped"
              .formatted(archive.address(), reason(e), folder),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("the fetch was interrupted; run the command again to go on", e);
    }
  }

  private void requireSpace() throws IOException {
    long there = Files.exists(part) ? Files.size(part) : 0;
    long needed = archive.bytes() - there + archive.unpackedBytes();
    long usable = Files.getFileStore(folder).getUsableSpace();
    if (usable < needed) {
      throw new UserError(
          "'%s' has %,d MB free and fetching and unpacking takes %,d MB; free space, or choose another folder with --root"
              .formatted(folder, usable / 1_000_000, needed / 1_000_000));
    }
  }

  private void receive(LongConsumer progress) throws IOException, InterruptedException {
    long there = Files.exists(part) ? Files.size(part) : 0;
    if (there > archive.bytes()) {
      Files.delete(part);
      there = 0;
    }
    if (there == archive.bytes()) {
      return;
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT)
            .build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(archive.address()).GET();
      if (there > 0) {
        request.header("Range", "bytes=" + there + "-");
      }
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      AtomicLong heard = new AtomicLong(System.nanoTime());
      try (InputStream body = response.body()) {
        Thread watch = Thread.ofPlatform().daemon().start(() -> closeWhenStalled(body, heard));
        try {
          keep(body, beginning(response, there), progress, heard);
        } finally {
          watch.interrupt();
          client.shutdownNow();
        }
      }
    }
  }

  /** The client has no time limit between two bytes. */
  private void closeWhenStalled(InputStream body, AtomicLong heard) {
    try {
      while (System.nanoTime() - heard.get() < stalled.toNanos()) {
        Thread.sleep(Math.max(1, stalled.toMillis() / 10));
      }
      body.close();
    } catch (InterruptedException | IOException e) {
      // Interrupted at the end of the fetch; a stream that cannot be closed is closed already.
      heard.set(0);
    }
  }

  /** From which byte on the answer is, once it is known to be of the published file. */
  private long beginning(HttpResponse<InputStream> response, long asked) throws IOException {
    int status = response.statusCode();
    if (status == RANGE_REFUSED) {
      Files.delete(part);
    }
    if (status != OK && status != PARTIAL) {
      throw new UserError(
          "%s answers with status %d; look for the archive elsewhere, put it at '%s' and run the command again"
              .formatted(archive.address(), status, file));
    }
    long begin = status == PARTIAL ? asked : 0;
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    if (length >= 0 && begin + length != archive.bytes()) {
      throw new UserError(
          "%s has %d bytes, but the published archive has %d; it is not the same file"
              .formatted(archive.address(), begin + length, archive.bytes()));
    }
    return begin;
  }

  private void keep(InputStream body, long begin, LongConsumer progress, AtomicLong heard)
      throws IOException {
    long there = begin;
    long reported = begin;
    StandardOpenOption how =
        begin == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      byte[] piece = new byte[PIECE];
      for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
        heard.set(System.nanoTime());
        there += read;
        if (there > archive.bytes()) {
          throw new IOException("the server sends more than the published size");
        }
        out.write(piece, 0, read);
        if (there - reported >= REPORT_EVERY) {
          progress.accept(there);
          reported = there;
        }
      }
    }
    if (there < archive.bytes()) {
      throw new IOException(
          "the connection ended after %d of %d bytes".formatted(there, archive.bytes()));
    }
  }

  private boolean isPublished(Path candidate) throws IOException {
    if (Files.size(candidate) != archive.bytes()) {
      return false;
    }
    try (InputStream in = Files.newInputStream(candidate)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[PIECE];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        digest.update(piece, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest()).equals(archive.sha256());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
