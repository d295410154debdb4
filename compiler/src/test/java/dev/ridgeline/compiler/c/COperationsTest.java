package dev.ridgeline.compiler.c;

import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.jvm.OperationsTest;
import dev.ridgeline.compiler.target.FunctionCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The same operations in C, with vectors of all lengths, in native memory. */
class COperationsTest extends OperationsTest {

  @Override
  protected boolean takes(int lanes, int from, int to) {
    return true;
  }

  @Override
  protected int[] sizes(int most) {
    return new int[] {13};
  }

  @Override
  protected List<Map<String, FunctionCode>> compile(List<Program> programs) {
    return new CTarget().compileAll(programs);
  }

  @Override
  protected void call(FunctionCode code, Object[] arrays) {
    try (Arena arena = Arena.ofConfined()) {
      Object[] segments =
          Arrays.stream(arrays)
              .map(a -> arena.allocate(array(a).byteSize(), 64).copyFrom(array(a)))
              .toArray();
      code.call(segments, new int[0]);
      int last = arrays.length - 1;
      array(arrays[last]).copyFrom((MemorySegment) segments[last]);
    }
  }

  static MemorySegment array(Object a) {
    return switch (a) {
      case float[] x -> MemorySegment.ofArray(x);
      case double[] x -> MemorySegment.ofArray(x);
      case int[] x -> MemorySegment.ofArray(x);
      case long[] x -> MemorySegment.ofArray(x);
      case short[] x -> MemorySegment.ofArray(x);
      case byte[] x -> MemorySegment.ofArray(x);
      default -> throw new IllegalArgumentException(a.toString());
    };
  }
}
