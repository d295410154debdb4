package dev.ridgeline.app.bench;

import dev.ridgeline.app.model.ModelArgument;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Model files for engines that read files: the user's own, or written into a temporary folder when
 * they are first asked for. The folder goes when this is closed or the JVM is ended.
 */
public final class ModelFiles implements AutoCloseable {
  private final Path folder;
  private final ModelSources sources;
  private final Thread hook;
  private final Map<String, Path> written = new HashMap<>();

  private ModelFiles(Path folder, ModelSources sources) {
    this.folder = folder;
    this.sources = sources;
    hook = new Thread(() -> delete(folder));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** An empty temporary folder. */
  public static ModelFiles open(ModelSources sources) {
    try {
      return new ModelFiles(Files.createTempDirectory("ridgeline-bench"), sources);
    } catch (IOException e) {
      throw new UserError(
          "cannot make a temporary folder: "
              + e.getMessage()
              + "; free space in '"
              + System.getProperty("java.io.tmpdir")
              + "'",
          e);
    }
  }

  Path folder() {
    return folder;
  }

  /** The model as a file. */
  public Path file(ModelArgument model) {
    return model.file().orElseGet(() -> written.computeIfAbsent(model.name(), _ -> write(model)));
  }

  private Path write(ModelArgument model) {
    Path file = folder.resolve(model.name() + ".onnx");
    sources.writer().accept(model.graph(), file);
    return file;
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // A temporary folder that cannot be cleared is left to the system.
    }
  }
}
