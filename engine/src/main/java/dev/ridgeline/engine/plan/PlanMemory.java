package dev.ridgeline.engine.plan;

import dev.ridgeline.compiler.target.MemoryKind;
import dev.ridgeline.core.memory.MemoryPlan;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.kernel.Block;
import dev.ridgeline.engine.kernel.Memory;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The memory of a plan, all of it there from the start: values share it when they never live
 * together. Java arrays that are used again where the target works on these, else one piece off the
 * heap. Inputs and outputs of the graph live as long as the plan.
 */
public final class PlanMemory implements Memory, AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final Plan plan;
  private final MemoryKind kind;
  private final Arena arena = Arena.ofShared();
  private final Map<String, Block> places = new HashMap<>();
  private final Map<Placed, Block> constants = new HashMap<>();
  private final long arenaBytes;
  private long keptBytes;
  private int building;

  /** Lays out the memory of all steps. */
  public PlanMemory(Plan plan, MemoryKind kind) {
    this.plan = plan;
    this.kind = kind;
    Map<String, MemoryPlan.Use> floats = new LinkedHashMap<>();
    Map<String, MemoryPlan.Use> others = new LinkedHashMap<>();
    uses().forEach((key, use) -> (isFloat(key) ? floats : others).put(key, use));
    long bytes = 0;
    if (kind == MemoryKind.NATIVE) {
      Map<String, MemoryPlan.Use> all = new LinkedHashMap<>(floats);
      all.putAll(others);
      bytes = offsets(all);
    } else {
      bytes = slots(floats, true) + slots(others, false);
    }
    this.arenaBytes = bytes;
  }

  private long offsets(Map<String, MemoryPlan.Use> uses) {
    MemoryPlan.Offsets offsets = MemoryPlan.offsets(List.copyOf(uses.values()), ALIGNMENT);
    MemorySegment whole = arena.allocate(Math.max(1, offsets.bytes()), ALIGNMENT);
    offsets
        .places()
        .forEach((key, at) -> {
          long size = Objects.requireNonNull(uses.get(key)).bytes();
          MemorySegment part = whole.asSlice(at, size);
          places.put(key, new Block(part, part));
        });
    return offsets.bytes();
  }

  private long slots(Map<String, MemoryPlan.Use> uses, boolean floats) {
    MemoryPlan.Slots slots = MemoryPlan.slots(List.copyOf(uses.values()));
    List<Block> pieces = new ArrayList<>();
    for (long bytes : slots.bytes()) {
      pieces.add(floats ? array(bytes / Float.BYTES) : bytes(bytes));
    }
    slots
        .pieces()
        .forEach((key, piece) -> {
          Block block = pieces.get(piece);
          long size = Objects.requireNonNull(uses.get(key)).bytes();
          places.put(key, new Block(block.segment().asSlice(0, size), block.bound()));
        });
    return slots.total();
  }

  /** A Java array with {@linkplain MemoryKind#ROOM_BEHIND room} behind its end. */
  private static Block array(long floats) {
    float[] array = new float[Math.toIntExact(floats + MemoryKind.ROOM_BEHIND)];
    return new Block(MemorySegment.ofArray(array).asSlice(0, floats * Float.BYTES), array);
  }

  private static Block bytes(long bytes) {
    byte[] array = new byte[Math.toIntExact(bytes)];
    return new Block(MemorySegment.ofArray(array), array);
  }

  /** Lifetimes by key: of each value that stands in memory of its own, and of scratch. */
  private Map<String, MemoryPlan.Use> uses() {
    int end = plan.steps().size();
    Map<String, int[]> lives = new LinkedHashMap<>();
    Map<String, Long> sizes = new LinkedHashMap<>();
    plan.graph().inputs().forEach(i -> live(lives, sizes, Placed.rowMajor(i), 0, end));
    for (int step = 0; step < end; step++) {
      var planned = plan.steps().get(step).step();
      for (Placed input : planned.inputs()) {
        if (!plan.graph().isConstant(input.value())) {
          live(lives, sizes, input, step, step);
        }
      }
      for (Placed output : planned.outputs()) {
        live(lives, sizes, output, step, step);
      }
      for (Map.Entry<String, Long> scratch : planned.scratch().entrySet()) {
        String key = scratchKey(step, scratch.getKey());
        lives.put(key, new int[] {step, step});
        sizes.put(key, scratch.getValue());
      }
    }
    for (String output : plan.graph().outputs()) {
      if (!plan.graph().isConstant(output)) {
        live(lives, sizes, Placed.rowMajor(output), end, end);
      }
    }
    Map<String, MemoryPlan.Use> uses = new LinkedHashMap<>();
    lives.forEach((key, life) -> {
      long size = Objects.requireNonNull(sizes.get(key));
      uses.put(key, new MemoryPlan.Use(key, size, life[0], life[1]));
    });
    return uses;
  }

  private void live(
      Map<String, int[]> lives, Map<String, Long> sizes, Placed value, int first, int last) {
    Placed root = plan.root(value);
    int[] life = lives.computeIfAbsent(key(root), _ -> new int[] {first, last});
    life[0] = Math.min(life[0], first);
    life[1] = Math.max(life[1], last);
    sizes.put(key(root), type(root).bytes());
  }

  private TensorType type(Placed value) {
    return plan.graph().type(value.value());
  }

  private static String key(Placed value) {
    return value.order() + " " + value.value();
  }

  private static String scratchKey(int step, String name) {
    return "scratch " + step + " " + name;
  }

  private boolean isFloat(String key) {
    if (key.startsWith("scratch ")) {
      return true;
    }
    String value = key.substring(key.indexOf(' ') + 1);
    return plan.graph().type(value).dtype() == DType.F32;
  }

  /** Says which step is built next: its scratch is given. */
  public void building(int step) {
    building = step;
  }

  /** Bytes of all values and scratch. */
  public long arenaBytes() {
    return arenaBytes;
  }

  /** Bytes of packed weights and of constants that kernels read where they are. */
  public long keptBytes() {
    return keptBytes;
  }

  @Override
  public Block of(Placed value) {
    if (plan.graph().isConstant(value.value())) {
      return constants.computeIfAbsent(value, this::constantBlock);
    }
    Block block = places.get(key(plan.root(value)));
    if (block == null) {
      throw new IllegalStateException("value " + value + " has no memory");
    }
    return block;
  }

  private Block constantBlock(Placed value) {
    Tensor tensor = constant(value.value());
    if (tensor.type().dtype() != DType.F32) {
      Block block = bytes(tensor.type().bytes());
      block.segment().copyFrom(tensor.data());
      return block;
    }
    Block block = keep(tensor.type().shape().elements());
    if (value.order() == Order.CHANNELS_LAST && tensor.type().shape().rank() > 2) {
      turn(tensor, block);
    } else {
      block.segment().copyFrom(tensor.data());
    }
    return block;
  }

  private static void turn(Tensor tensor, Block block) {
    long[] sizes = tensor.type().shape().sizes();
    long channels = sizes[1];
    long pixels = tensor.type().shape().elements() / (sizes[0] * channels);
    for (long i = 0; i < tensor.type().shape().elements(); i++) {
      long pixel = i % pixels;
      long channel = i / pixels % channels;
      long image = i / pixels / channels;
      block
          .segment()
          .set(
              ValueLayout.JAVA_FLOAT_UNALIGNED,
              ((image * pixels + pixel) * channels + channel) * Float.BYTES,
              tensor.floatAt(i));
    }
  }

  @Override
  public Block scratch(String name) {
    return Objects.requireNonNull(places.get(scratchKey(building, name)));
  }

  @Override
  public Block keep(long floats) {
    keptBytes += floats * Float.BYTES;
    if (kind == MemoryKind.NATIVE) {
      MemorySegment segment = arena.allocate(Math.max(1, floats * Float.BYTES), ALIGNMENT);
      return new Block(segment, segment);
    }
    return array(floats);
  }

  @Override
  public Tensor constant(String value) {
    return Objects.requireNonNull(plan.graph().constants().get(value)).tensor();
  }

  @Override
  public void close() {
    arena.close();
  }
}
