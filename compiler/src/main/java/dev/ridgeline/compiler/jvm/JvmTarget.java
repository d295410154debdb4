package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.target.FunctionCode;
import dev.ridgeline.compiler.target.MemoryKind;
import dev.ridgeline.compiler.target.StorableTarget;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.incubator.vector.FloatVector;

/**
 * Compiles functions to bytecode, one hidden class a program, on Java arrays.
 *
 * <p><b>Limits.</b> Vectors are at least 8 bytes wide and at most as wide as the machine's
 * registers; a method is shorter than 8000 bytes of bytecode, since the JIT leaves longer ones to
 * the bytecode interpreter; division of integer vectors by anything but powers of two, conversions
 * between i64 and floats, and strided loads and stores of vectors go lane by lane. Choices by
 * vector conditions of 2 lanes are right but make objects, since the JIT has no masks of 2 lanes.
 */
public final class JvmTarget implements StorableTarget {
  private static final int VECTOR_BYTES = FloatVector.SPECIES_PREFERRED.vectorByteSize();

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public MemoryKind memory() {
    return MemoryKind.HEAP;
  }

  @Override
  public int vectorBytes() {
    return VECTOR_BYTES;
  }

  /** Class files depend on nothing but what every target's code depends on. */
  @Override
  public String fingerprint() {
    return "";
  }

  /** The bytecode of a program's functions as text. */
  public static String source(Program flat) {
    return BytecodeText.of(ProgramClass.of(flat, VECTOR_BYTES));
  }

  @Override
  public byte[] image(Program flat) {
    return ProgramClass.of(flat, VECTOR_BYTES);
  }

  @Override
  public Map<String, FunctionCode> load(Program flat, byte[] image) {
    return define(image, flat.functions().stream().map(Function::name).toList());
  }

  private static Map<String, FunctionCode> define(byte[] bytes, List<String> names) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
      MethodHandle make =
          lookup
              .findConstructor(lookup.lookupClass(), MethodType.methodType(void.class, int.class))
              .asType(MethodType.methodType(FunctionCode.class, int.class));
      Map<String, FunctionCode> code = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        code.put(names.get(i), (FunctionCode) make.invokeExact(i));
      }
      return code;
    } catch (Throwable e) {
      throw new IllegalStateException("the class made for a program does not load: " + e, e);
    }
  }
}
