package dev.ridgeline.compiler.target;

import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Compiled kernels, kept in memory and, for targets that allow it, in a workspace. A file is used
 * only if it was made from the same source, for the same target, machine and Java, by the same
 * build of this compiler, and its sum is right. A damaged file is compiled anew and replaced; a
 * folder that cannot be written costs the next process its time. Either is said once, in one line.
 * Files are code: whoever can write to the workspace can run code here. Safe for use by several
 * threads.
 */
public final class KernelCache {
  /** Kernels that memory holds; the one unused for longest makes room. */
  private static final int IN_MEMORY = 512;

  private static final Supplier<String> BUILD = once(CompilerBuild::label);
  private static final Supplier<String> CPU = once(() -> CpuReader.system().label());

  private final Optional<Path> folder;
  private final Consumer<String> log;
  private final AtomicBoolean said = new AtomicBoolean();
  private final Map<String, Compiled> memory =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Compiled> eldest) {
          return size() > IN_MEMORY;
        }
      };

  private record Compiled(Program program, Map<String, FunctionCode> code) {}

  private KernelCache(Optional<Path> folder, Consumer<String> log) {
    this.folder = folder;
    this.log = log;
  }

  /** A cache in memory only. */
  public static KernelCache inMemory() {
    return new KernelCache(Optional.empty(), line -> {});
  }

  /**
   * A cache in memory and in the workspace.
   *
   * @param log takes the line that says what is wrong with the files, at most once
   */
  public static KernelCache at(Workspace workspace, Consumer<String> log) {
    return new KernelCache(Optional.of(workspace.kernels()), log);
  }

  /** A kernel of a program of level FLAT, whose text is the key. */
  public Kernel kernel(Program flat, Target target, int threads) {
    return kernel(IrText.of(flat), () -> flat, target, threads);
  }

  /**
   * A kernel by the text that it is made from, such as expression and trace of the schedule. The
   * program of one that comes from a file has functions without bodies.
   *
   * @param source everything that the program depends on
   * @param lower makes the program of level FLAT; called only if the kernel is nowhere
   * @throws UserError if the target cannot compile the program
   */
  public Kernel kernel(String source, Supplier<Program> lower, Target target, int threads) {
    String key = key(source, target);
    Optional<Compiled> known = remembered(key);
    Compiled compiled = known.orElseGet(() -> loadOrCompile(key, lower, target));
    if (known.isEmpty()) {
      synchronized (memory) {
        memory.put(key, compiled);
      }
    }
    return Kernel.of(compiled.program(), target, compiled.code(), threads);
  }

  private Optional<Compiled> remembered(String key) {
    synchronized (memory) {
      return Optional.ofNullable(memory.get(key));
    }
  }

  private Compiled loadOrCompile(String key, Supplier<Program> lower, Target target) {
    if (!(target instanceof StorableTarget storable) || folder.isEmpty()) {
      Program flat = lower.get();
      return new Compiled(flat, target.compile(flat));
    }
    Path file = folder.get().resolve(fileName(key, target));
    Optional<Compiled> stored = load(file, key, storable);
    return stored.orElseGet(() -> compileAndStore(file, key, lower.get(), storable));
  }

  /** Another target, machine, Java or build of the compiler makes another key. */
  private static String key(String source, Target target) {
    String made = target instanceof StorableTarget storable ? storable.fingerprint() : "";
    return String.join(
        "\n",
        "form " + KernelFile.VERSION,
        "compiler " + BUILD.get(),
        "java " + Runtime.version(),
        "cpu " + CPU.get(),
        "target " + target.name() + " " + target.vectorBytes() + " " + made,
        source);
  }

  private static String fileName(String key, Target target) {
    byte[] sum = KernelFile.sum(key.getBytes(StandardCharsets.UTF_8));
    return target.name() + "-" + HexFormat.of().formatHex(sum, 0, 16) + ".kernel";
  }

  private Optional<Compiled> load(Path file, String key, StorableTarget target) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      KernelFile.Content content = KernelFile.read(file, key);
      Program program = HostPart.read(content.host());
      return Optional.of(new Compiled(program, target.load(program, content.image())));
    } catch (IOException | RuntimeException | LinkageError e) {
      say("kernel '%s' is damaged: %s; it is compiled anew".formatted(file, reason(e)));
      return Optional.empty();
    }
  }

  private Compiled compileAndStore(Path file, String key, Program flat, StorableTarget target) {
    byte[] image = target.image(flat);
    try {
      KernelFile.write(file, key, new KernelFile.Content(HostPart.write(flat), image));
    } catch (UserError e) {
      say("kernels are not kept for the next time: " + reason(e));
    }
    return new Compiled(flat, target.load(flat, image));
  }

  private void say(String line) {
    if (said.compareAndSet(false, true)) {
      log.accept(line);
    }
  }

  private static String reason(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.replace('\n', ' ');
  }

  private static Supplier<String> once(Supplier<String> made) {
    return new Supplier<>() {
      private volatile String value = "";

      @Override
      public String get() {
        if (value.isEmpty()) {
          value = made.get();
        }
        return value;
      }
    };
  }
}
