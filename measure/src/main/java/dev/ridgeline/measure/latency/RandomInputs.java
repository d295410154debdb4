package dev.ridgeline.measure.latency;

import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Random inputs from a seed, integers kept below a bound where one is known. */
public final class RandomInputs {
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private RandomInputs() {}

  /**
   * Inputs of these types; the i-th in their order has seed {@code seed + i}.
   *
   * @param below exclusive upper bounds of the values of i64 and i32 inputs, by name
   */
  public static Map<String, Tensor> of(
      Map<String, TensorType> types, Map<String, Long> below, long seed) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    types.forEach((name, type) -> {
      Tensor tensor = Tensor.random(type, seed + inputs.size());
      Long bound = below.get(name);
      if (bound != null) {
        reduce(tensor, bound);
      }
      inputs.put(name, tensor);
    });
    return inputs;
  }

  private static void reduce(Tensor tensor, long bound) {
    MemorySegment data = tensor.data();
    long count = tensor.type().shape().elements();
    switch (tensor.type().dtype()) {
      case I64 -> {
        for (long at = 0; at < count * Long.BYTES; at += Long.BYTES) {
          data.set(I64, at, Math.floorMod(data.get(I64, at), bound));
        }
      }
      case I32 -> {
        for (long at = 0; at < count * Integer.BYTES; at += Integer.BYTES) {
          data.set(I32, at, (int) Math.floorMod((long) data.get(I32, at), bound));
        }
      }
      default ->
          throw new IllegalArgumentException(
              "a bound is given for values of " + tensor.type().dtype().label());
    }
  }
}
