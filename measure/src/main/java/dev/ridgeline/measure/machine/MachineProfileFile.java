package dev.ridgeline.measure.machine;

import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The profile of the machine as a file of the workspace, {@code machine/profile.json}. */
public final class MachineProfileFile {
  private static final long MOST_BYTES = 32L << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private MachineProfileFile() {}

  /** Where the profile lies. */
  public static Path in(Workspace workspace) {
    return workspace.machine().resolve("profile.json");
  }

  /** Writes the profile in place of an older one. */
  public static void save(Workspace workspace, MachineProfile profile) {
    workspace.locked(() -> {
      AtomicFile.write(in(workspace), JSON.writeValueAsString(profile));
      return true;
    });
  }

  /**
   * The saved profile, if there is one.
   *
   * @throws UserError if the file is there and is none that this version wrote whole
   */
  public static Optional<MachineProfile> load(Workspace workspace) {
    Path file = in(workspace);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw broken(file, Files.size(file) + " bytes, at most " + MOST_BYTES + " are read");
      }
      return Optional.of(JSON.readValue(Files.readAllBytes(file), MachineProfile.class));
    } catch (JacksonException e) {
      throw broken(file, reason(e));
    } catch (IOException e) {
      throw broken(file, "it cannot be read: " + oneLine(String.valueOf(e.getMessage())));
    }
  }

  /** The words of our own checks where one failed, else the place: not the parser's words. */
  private static String reason(JacksonException e) {
    if (e.getCause() instanceof IllegalArgumentException own) {
      return oneLine(String.valueOf(own.getMessage()));
    }
    int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
    return "it is no profile that this version wrote, from line " + line + " on";
  }

  private static UserError broken(Path file, String reason) {
    return new UserError(
        "machine profile '%s' is broken: %s; measure again with 'ridgeline machine'"
            .formatted(file, reason));
  }

  private static String oneLine(String message) {
    String line = message.replaceAll("\\s+", " ").replaceAll(" \\(start marker at .*", "").strip();
    return line.length() > 160 ? line.substring(0, 160) + "..." : line;
  }
}
