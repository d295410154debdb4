package dev.ridgeline.compiler.target;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program of level FLAT made ready to run: its functions compiled by a target, its host part run
 * here, its parallel loops on a fixed pool of threads. Results do not depend on the number of
 * threads. {@link #run()} allocates nothing. Not safe for use by several threads at once; different
 * kernels are.
 *
 * <p>Every parameter has memory from the start; {@link #bind} replaces it by the caller's.
 */
public final class Kernel implements AutoCloseable {
  private final Program program;
  private final Target target;
  private final int threads;
  private final HostProgram host;
  private final KernelMemory memory;
  private final List<Buffer> parameters;
  private final Map<String, Object> bound = new LinkedHashMap<>();

  private Kernel(Program program, Target target, Map<String, FunctionCode> code, int threads) {
    if (threads < 1) {
      throw new UserError("a kernel runs on 1 thread or more but got " + threads);
    }
    this.program = program;
    this.target = target;
    this.threads = threads;
    List<Buffer> all = new ArrayList<>(program.inputs());
    all.addAll(program.outputs());
    this.parameters = List.copyOf(all);
    this.host = new HostProgram(program, code, threads);
    this.memory = new KernelMemory(target.memory());
    host.allocate(memory::allocateOwn);
  }

  /** Compiles the functions of the program and makes memory for it. */
  public static Kernel compile(Program flat, Target target, int threads) {
    return of(flat, target, target.compile(flat), threads);
  }

  /** A kernel of functions that the target has compiled from this program before. */
  public static Kernel of(
      Program flat, Target target, Map<String, FunctionCode> code, int threads) {
    return new Kernel(flat, target, code, threads);
  }

  public Program program() {
    return program;
  }

  public Target target() {
    return target;
  }

  public int threads() {
    return threads;
  }

  /** Inputs, then outputs. */
  public List<Buffer> parameters() {
    return parameters;
  }

  /**
   * Lets parameters stand for memory of the caller from the next run on, shared, not copied. The
   * memory is of the kind of the target ({@link MemoryKind}), at least as long as the buffer; an
   * output shares no memory with another parameter.
   *
   * @throws UserError if a name, a kind or a length is wrong, or memory overlaps
   */
  public void bind(Map<String, ?> parameters) {
    Map<String, Object> after = new LinkedHashMap<>(bound);
    parameters.forEach((name, given) -> {
      memory.check(parameter(name), given);
      after.put(name, given);
    });
    requireApart(after);
    bound.putAll(after);
    parameters.forEach(host::bind);
  }

  /**
   * The same for all parameters at once, in the order of {@link #parameters()}: for callers whose
   * memory changes from run to run.
   *
   * @throws UserError if the number, a kind or a length is wrong, or memory overlaps
   */
  public void bindAll(Object... given) {
    if (given.length != parameters.size()) {
      throw new UserError(
          "'%s' has %d parameters but got %d"
              .formatted(program.name(), parameters.size(), given.length));
    }
    for (int n = 0; n < given.length; n++) {
      memory.check(parameters.get(n), given[n]);
    }
    for (int output = program.inputs().size(); output < given.length; output++) {
      for (int other = 0; other < output; other++) {
        requireApart(parameters.get(output), given[output], parameters.get(other), given[other]);
      }
    }
    for (int n = 0; n < given.length; n++) {
      bound.put(parameters.get(n).name(), given[n]);
      host.bind(parameters.get(n).name(), given[n]);
    }
  }

  private Buffer parameter(String name) {
    return parameters().stream()
        .filter(b -> b.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UserError(
                "'%s' is no parameter of '%s'; it has %s"
                    .formatted(
                        name,
                        program.name(),
                        String.join(", ", parameters().stream().map(Buffer::name).toList()))));
  }

  private void requireApart(Map<String, Object> given) {
    for (Buffer output : program.outputs()) {
      for (Buffer other : parameters()) {
        Object a = given.get(output.name());
        Object b = given.get(other.name());
        if (a != null && b != null && !output.name().equals(other.name())) {
          requireApart(output, a, other, b);
        }
      }
    }
  }

  private void requireApart(Buffer output, Object a, Buffer other, Object b) {
    if (memory.bytes(output, a).asOverlappingSlice(memory.bytes(other, b)).isPresent()) {
      throw new UserError(
          "output '%s' shares memory with '%s'; give each memory of its own"
              .formatted(output.name(), other.name()));
    }
  }

  /** The memory of a parameter: the caller's, or the kernel's own. */
  public Object memory(String parameter) {
    Buffer buffer = parameter(parameter);
    return bound.computeIfAbsent(
        buffer.name(),
        name -> {
          Object own = memory.allocate(buffer);
          host.bind(name, own);
          return own;
        });
  }

  /**
   * Copies tensors into the memory of inputs.
   *
   * @throws UserError if a name or a type is wrong
   */
  public void copyIn(Map<String, Tensor> inputs) {
    inputs.forEach((name, tensor) -> {
      Buffer buffer = parameter(name);
      TensorType type = type(buffer);
      if (!tensor.type().equals(type)) {
        throw new UserError(
            "'%s' of '%s' is %s but got %s".formatted(name, program.name(), type, tensor.type()));
      }
      bytes(buffer).copyFrom(tensor.data());
    });
  }

  /** The outputs, in order: views of memory that the next run overwrites. */
  public List<Tensor> outputs() {
    return program.outputs().stream().map(b -> new Tensor(type(b), bytes(b))).toList();
  }

  /** The type of a parameter as a tensor. */
  static TensorType type(Buffer buffer) {
    if (!buffer.isDense()) {
      throw new UserError(
          "parameter '%s' has strides %s and is no tensor; bind memory to it"
              .formatted(buffer.name(), buffer.strides()));
    }
    return new TensorType(
        buffer.dtype(), Shape.of(buffer.shape().stream().mapToLong(Integer::longValue).toArray()));
  }

  private MemorySegment bytes(Buffer buffer) {
    return memory.bytes(buffer, memory(buffer.name())).asSlice(0, buffer.bytes());
  }

  /** Computes the outputs. */
  public void run() {
    if (bound.size() < program.inputs().size() + program.outputs().size()) {
      parameters().forEach(b -> memory(b.name()));
    }
    host.run();
  }

  /** Frees memory off the heap. Running it afterwards fails. */
  @Override
  public void close() {
    memory.close();
  }
}
