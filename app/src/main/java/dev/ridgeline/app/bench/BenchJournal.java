package dev.ridgeline.app.bench;

import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.latency.Journal;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rounds of a session in a file of the workspace, one a line, until the session is done. A
 * session that asks for the same on the same machine goes on where the file ends; a line that was
 * not written whole is measured again.
 */
public final class BenchJournal implements Journal {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long MOST_BYTES = 1L << 28;

  private final Path file;
  private final List<Round> kept;

  private BenchJournal(Path file, List<Round> kept) {
    this.file = file;
    this.kept = List.copyOf(kept);
  }

  /**
   * The journal of a request.
   *
   * @param fresh whether what an earlier session left is thrown away
   * @param notes gets a line where a session goes on
   */
  public static BenchJournal open(
      Workspace workspace,
      BenchRequest request,
      String machine,
      boolean fresh,
      Consumer<String> notes) {
    Path folder = workspace.results().resolve("unfinished");
    Path file = folder.resolve("bench-" + key(request, machine) + ".jsonl");
    try {
      Files.createDirectories(folder);
      if (fresh) {
        Files.deleteIfExists(file);
      }
      List<Round> kept = read(file);
      if (!kept.isEmpty()) {
        notes.accept(
            "going on with a session that was broken off: %d turns of %d cases are kept; --fresh begins anew"
                .formatted(kept.size(), kept.stream().map(Round::candidate).distinct().count()));
      }
      return new BenchJournal(file, kept);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static List<Round> read(Path file) throws IOException {
    List<Round> rounds = new ArrayList<>();
    if (Files.exists(file) && Files.size(file) <= MOST_BYTES) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (String line : text.lines().toList()) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        parse(new String(bytes, StandardCharsets.UTF_8)).ifPresent(rounds::add);
      }
    }
    return rounds;
  }

  /** Empty for a line that was cut off while it was written: that turn is taken again. */
  private static Optional<Round> parse(String line) {
    try {
      return Optional.of(JSON.readValue(line, Round.class));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static String key(BenchRequest request, String machine) {
    List<Object> parts = new ArrayList<>();
    parts.add(List.of(BenchJson.SCHEMA, Version.number(), machine, request.batches()));
    parts.add(List.of(request.engines(), request.threads(), request.seed()));
    parts.add(new java.util.TreeMap<>(request.sizes()));
    for (ModelArgument model : request.models()) {
      parts.add(List.of(model.name(), model.sequence(), model.file().map(BenchJournal::state)));
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(parts.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** What tells that a file is still the same. */
  private static String state(Path file) {
    try {
      return file.toAbsolutePath() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return file + " unreadable";
    }
  }

  @Override
  public List<Round> kept(String candidate) {
    return kept.stream().filter(round -> round.candidate().equals(candidate)).toList();
  }

  @Override
  public void keep(Round round) {
    try {
      byte[] line = ("\n" + JSON.writeValueAsString(round)).getBytes(StandardCharsets.UTF_8);
      Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** The session is done: nothing is left to go on with. */
  void done() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static UserError unwritable(Path file, IOException e) {
    return new UserError(
        "cannot write '%s': %s; free space or choose another folder with --workspace"
            .formatted(file, e.getMessage()),
        e);
  }
}
