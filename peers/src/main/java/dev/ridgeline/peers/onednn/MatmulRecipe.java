package dev.ridgeline.peers.onednn;

import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** How a multiplication of matrices is made. */
record MatmulRecipe(Matmul problem, MemoryFormat format) implements Recipe {

  @Override
  public SequencedMap<String, TensorType> inputs() {
    SequencedMap<String, TensorType> inputs = new LinkedHashMap<>();
    inputs.put("a", problem.typeA());
    inputs.put("b", problem.typeB());
    return inputs;
  }

  @Override
  public TensorType output() {
    return problem.typeC();
  }

  @Override
  public MemoryDescription givenSource(NativeObjects objects) {
    return given(objects, problem.transposeA(), problem.m(), problem.k());
  }

  @Override
  public MemoryDescription givenWeights(NativeObjects objects) {
    return given(objects, problem.transposeB(), problem.k(), problem.n());
  }

  private static MemoryDescription given(
      NativeObjects objects, boolean transposed, long rows, long columns) {
    long[] sizes = {rows, columns};
    return transposed
        ? MemoryDescription.dense(objects, sizes, 1, 0)
        : MemoryDescription.plain(objects, sizes);
  }

  @Override
  public MemoryDescription wantedDestination(NativeObjects objects) {
    return MemoryDescription.plain(objects, problem.typeC().shape().sizes());
  }

  @Override
  public MemorySegment describe(NativeObjects objects, MemorySegment engine) {
    boolean any = format == MemoryFormat.ANY;
    MemoryDescription a =
        any
            ? MemoryDescription.any(objects, new long[] {problem.m(), problem.k()})
            : givenSource(objects);
    MemoryDescription b =
        any
            ? MemoryDescription.any(objects, new long[] {problem.k(), problem.n()})
            : givenWeights(objects);
    MemoryDescription c =
        any
            ? MemoryDescription.any(objects, new long[] {problem.m(), problem.n()})
            : wantedDestination(objects);
    return objects.attempt(
        "dnnl_matmul_primitive_desc_create",
        "dnnl_primitive_desc_destroy",
        engine,
        a.handle(),
        b.handle(),
        MemorySegment.NULL, // no bias
        c.handle(),
        MemorySegment.NULL); // no attributes
  }

  @Override
  public String label() {
    return "the multiplication of %s by %s in format %s"
        .formatted(problem.typeA(), problem.typeB(), format);
  }
}
