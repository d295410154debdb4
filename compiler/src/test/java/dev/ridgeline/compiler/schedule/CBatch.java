package dev.ridgeline.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.target.FunctionCode;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.core.UserError;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Programs compiled to one C file and held to results that are known, bit for bit. */
final class CBatch {
  private record Entry(Program flat, Map<String, Object> memory, String what) {}

  private final CTarget target;
  private final int size;
  private final List<Entry> entries = new ArrayList<>();
  private int compared;

  private CBatch(CTarget target, int size) {
    this.target = target;
    this.size = size;
  }

  /** Batches of so many programs; where there is no C compiler the test is skipped. */
  static CBatch of(int size) {
    try {
      return new CBatch(new CTarget(), size);
    } catch (UserError e) {
      assumeTrue(System.getenv("RIDGELINE_REQUIRE_ALL") != null, e.getMessage());
      throw e;
    }
  }

  /** Adds a program; {@code memory} holds its inputs and the outputs that it must give. */
  void add(Program flat, Map<String, Object> memory, String what) {
    entries.add(new Entry(flat, memory, what));
    if (entries.size() == size) {
      compare();
    }
  }

  /** Programs that gave what they must. */
  int compared() {
    return compared;
  }

  /** Compiles and runs what has been added. */
  void compare() {
    List<Entry> batch = List.copyOf(entries);
    entries.clear();
    List<Map<String, FunctionCode>> code =
        target.compileAll(batch.stream().map(Entry::flat).toList());
    for (int n = 0; n < batch.size(); n++) {
      compare(batch.get(n), code.get(n));
      compared++;
    }
  }

  private void compare(Entry entry, Map<String, FunctionCode> code) {
    try (Kernel kernel = Kernel.of(entry.flat(), target, code, 2)) {
      for (Buffer b : entry.flat().inputs()) {
        bytes(kernel, b).copyFrom(heap(entry, b));
      }
      kernel.run();
      for (Buffer b : entry.flat().outputs()) {
        long differs = mismatch(heap(entry, b), bytes(kernel, b), b);
        assertThat(differs)
            .as("element of %s that differs in c%n%s", b, entry.what())
            .isEqualTo(-1);
      }
    }
  }

  /** The first element of which the bits differ, -1 for none; every NaN is the same. */
  private static long mismatch(MemorySegment wanted, MemorySegment got, Buffer b) {
    return switch (b.dtype()) {
      case F32 ->
          Arrays.mismatch(
              wanted.toArray(ValueLayout.JAVA_FLOAT), got.toArray(ValueLayout.JAVA_FLOAT));
      default -> wanted.mismatch(got);
    };
  }

  private static MemorySegment bytes(Kernel kernel, Buffer b) {
    return ((MemorySegment) kernel.memory(b.name())).asSlice(0, b.bytes());
  }

  private static MemorySegment heap(Entry entry, Buffer b) {
    return switch (Objects.requireNonNull(entry.memory().get(b.name()))) {
      case float[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case byte[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalStateException(b.toString());
    };
  }
}
