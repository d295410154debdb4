package dev.ridgeline.peers.onednn;

import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** How a convolution is made. */
record ConvolutionRecipe(Convolution problem, MemoryFormat format) implements Recipe {

  @Override
  public SequencedMap<String, TensorType> inputs() {
    SequencedMap<String, TensorType> inputs = new LinkedHashMap<>();
    inputs.put("x", problem.source());
    inputs.put("w", problem.weights());
    return inputs;
  }

  @Override
  public TensorType output() {
    return problem.destination();
  }

  @Override
  public MemoryDescription givenSource(NativeObjects objects) {
    return MemoryDescription.plain(objects, problem.source().shape().sizes());
  }

  @Override
  public MemoryDescription givenWeights(NativeObjects objects) {
    return MemoryDescription.plain(objects, problem.groupedWeights());
  }

  @Override
  public MemoryDescription wantedDestination(NativeObjects objects) {
    return MemoryDescription.plain(objects, problem.destination().shape().sizes());
  }

  @Override
  public MemorySegment describe(NativeObjects objects, MemorySegment engine) {
    Window window = problem.window();
    try (Arena arena = Arena.ofConfined()) {
      return objects.attempt(
          "dnnl_convolution_forward_primitive_desc_create",
          "dnnl_primitive_desc_destroy",
          engine,
          OneDnnCalls.FORWARD_INFERENCE,
          OneDnnCalls.CONVOLUTION_DIRECT,
          activations(objects, problem.source()).handle(),
          MemoryDescription.any(objects, problem.groupedWeights()).handle(),
          MemorySegment.NULL, // no bias
          activations(objects, problem.destination()).handle(),
          array(arena, window.strides(), 0),
          array(arena, window.dilations(), -1), // here a dense kernel has 0
          array(arena, window.padsBegin(), 0),
          array(arena, window.padsEnd(), 0),
          MemorySegment.NULL); // no attributes
    }
  }

  private MemoryDescription activations(NativeObjects objects, TensorType type) {
    long[] sizes = type.shape().sizes();
    return switch (format) {
      case ANY -> MemoryDescription.any(objects, sizes);
      case PLAIN -> MemoryDescription.plain(objects, sizes);
      case CHANNELS_LAST -> {
        int[] order = new int[sizes.length];
        for (int i = 1; i + 1 < sizes.length; i++) {
          order[i] = i + 1;
        }
        order[sizes.length - 1] = 1;
        yield MemoryDescription.dense(objects, sizes, order);
      }
    };
  }

  private static MemorySegment array(Arena arena, List<Long> values, long added) {
    return MemoryDescription.array(
        arena, values.stream().mapToLong(value -> value + added).toArray());
  }

  @Override
  public String label() {
    return "the convolution of %s with %s, strides %s, dilations %s, groups %d, in format %s"
        .formatted(
            problem.source(),
            problem.weights(),
            problem.window().strides(),
            problem.window().dilations(),
            problem.groups(),
            format);
  }
}
