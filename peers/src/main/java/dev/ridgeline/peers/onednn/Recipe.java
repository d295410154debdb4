package dev.ridgeline.peers.onednn;

import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.SequencedMap;

/** How a kernel with a source, weights and a destination is made. */
interface Recipe {

  /** The source and then the weights, by the names that callers bind them by. */
  SequencedMap<String, TensorType> inputs();

  TensorType output();

  /** How the source lies where callers have it, with the sizes that the library wants. */
  MemoryDescription givenSource(NativeObjects objects);

  MemoryDescription givenWeights(NativeObjects objects);

  MemoryDescription wantedDestination(NativeObjects objects);

  /** Tries to make the description of the primitive, which the library may not have. */
  MemorySegment describe(NativeObjects objects, MemorySegment engine);

  /** What is computed in which format, for messages. */
  String label();
}
