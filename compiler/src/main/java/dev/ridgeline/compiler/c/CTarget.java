package dev.ridgeline.compiler.c;

import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.target.FunctionCode;
import dev.ridgeline.compiler.target.MemoryKind;
import dev.ridgeline.compiler.target.StorableTarget;
import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.incubator.vector.FloatVector;

/**
 * Compiles functions with the gcc or clang of the machine, or the compiler that the environment
 * variable CC names, to a library that is loaded into the process.
 *
 * <p><b>Limits.</b> Buffers are native memory; functions that surely take less than 1 ms take Java
 * arrays too. Compiling takes 0.1 s or more, most of it the compiler's own start, so that many
 * small programs are better compiled by {@link #compileAll}. Libraries stay loaded as long as one
 * of their functions can be reached.
 */
public final class CTarget implements StorableTarget {
  private static final int VECTOR_BYTES = FloatVector.SPECIES_PREFERRED.vectorByteSize();

  private final CCompiler compiler;

  /**
   * The target with the compiler of this machine.
   *
   * @throws UserError if there is none
   */
  public CTarget() {
    this(System.getenv());
  }

  CTarget(Map<String, String> environment) {
    this(CCompiler.find(environment));
  }

  CTarget(CCompiler compiler) {
    this.compiler = compiler;
  }

  @Override
  public String name() {
    return "c";
  }

  @Override
  public MemoryKind memory() {
    return MemoryKind.NATIVE;
  }

  @Override
  public int vectorBytes() {
    return VECTOR_BYTES;
  }

  @Override
  public String fingerprint() {
    return compiler.fingerprint();
  }

  /** The C source of a program's functions. */
  public static String source(Program flat) {
    return CSource.of(List.of(flat));
  }

  @Override
  public byte[] image(Program flat) {
    return compiler.library(source(flat), "program '" + flat.name() + "'");
  }

  @Override
  public Map<String, FunctionCode> load(Program flat, byte[] image) {
    return loadAll(List.of(flat), image).getFirst();
  }

  /** The code of every function of each program, by name, all compiled at once. */
  public List<Map<String, FunctionCode>> compileAll(List<Program> programs) {
    if (programs.isEmpty()) {
      return List.of();
    }
    byte[] image =
        compiler.library(CSource.of(programs), "a file of " + programs.size() + " programs");
    return loadAll(programs, image);
  }

  private static List<Map<String, FunctionCode>> loadAll(List<Program> programs, byte[] image) {
    SymbolLookup symbols = open(image);
    List<Map<String, FunctionCode>> all = new ArrayList<>();
    int number = 0;
    for (Program program : programs) {
      Map<String, FunctionCode> code = new LinkedHashMap<>();
      for (Function f : program.functions()) {
        MemorySegment entry = symbols.findOrThrow("entry_" + number);
        MemorySegment work = symbols.findOrThrow("work_" + number);
        long operations = work.reinterpret(Long.BYTES).get(ValueLayout.JAVA_LONG, 0);
        boolean critical = CriticalCalls.allows(operations);
        code.put(f.name(), NativeCode.of(entry, f.buffers().size(), f.scalars().size(), critical));
        number++;
      }
      all.add(code);
    }
    return all;
  }

  /** Loads a library; the file can go as soon as it is loaded. */
  private static SymbolLookup open(byte[] image) {
    try {
      Path file = Files.createTempFile("ridgeline-c-", ".so");
      try {
        Files.write(file, image);
        return SymbolLookup.libraryLookup(file, Arena.ofAuto());
      } catch (IllegalArgumentException e) {
        throw new UserError(
            "compiled code cannot be loaded from "
                + file.getParent()
                + "; set -Djava.io.tmpdir to a place that allows programs, or use --target jvm",
            e);
      } finally {
        TemporaryFiles.delete(file);
      }
    } catch (IOException e) {
      throw new UserError(
          "compiled code cannot be written to "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e
              + "; free space there or set -Djava.io.tmpdir",
          e);
    }
  }
}
