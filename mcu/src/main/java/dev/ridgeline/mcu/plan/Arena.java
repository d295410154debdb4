package dev.ridgeline.mcu.plan;

import dev.ridgeline.core.memory.MemoryPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where values and working memory lie in one static piece of memory. Values that never live
 * together share their place, and a layer that may writes over its input. The caller's input and
 * output are not in it.
 *
 * @param places offset in bytes, of values and of working memory by {@link #acts} and {@link #row}
 * @param bytes of the whole
 */
public record Arena(Map<String, Integer> places, int bytes) {
  private static final int ALIGNMENT = 4;

  public Arena {
    places = Map.copyOf(places);
  }

  /** The name of the expanded activations, or the plane, of layer {@code index}. */
  public static String acts(int index) {
    return "acts " + index;
  }

  /** The name of the row of bytes of layer {@code index}. */
  public static String row(int index) {
    return "row " + index;
  }

  /** Bytes of expanded activations of a layer. */
  static int actsBytes(Layer layer) {
    return switch (layer) {
      case Layer.Conv conv -> conv.groups() * 4 * Layer.Conv.PIXELS * Short.BYTES;
      case Layer.Depthwise depthwise -> PlaneShape.of(depthwise.geometry()).bytes();
      case Layer.FullyConnected _,
          Layer.AveragePool _,
          Layer.Softmax _,
          Layer.Add _,
          Layer.Lookup _ ->
          0;
    };
  }

  /** Bytes of a layer's output with what its kernel may write behind it. */
  static int placeBytes(Layer layer) {
    return layer.outputBytes() + layer.spillBytes();
  }

  private static int rowBytes(Layer layer) {
    if (!(layer instanceof Layer.Conv conv) || conv.pointwise()) {
      return 0;
    }
    return conv.geometry().inC() % 4 == 0
        ? conv.geometry().kernelW() * conv.geometry().inC()
        : conv.groups() * 4;
  }

  /** A plan for {@code network}. */
  public static Arena of(Network network) {
    List<Layer> layers = network.layers();
    Map<String, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      for (String input : layers.get(i).inputs()) {
        lastUse.put(input, i);
      }
    }
    Map<String, String> owner = new HashMap<>();
    Map<String, MemoryPlan.Use> uses = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      addWorking(uses, acts(i), actsBytes(layer), i);
      addWorking(uses, row(i), rowBytes(layer), i);
      if (layer.output().equals(network.output())) {
        continue;
      }
      int step = i;
      int last = lastUse.getOrDefault(layer.output(), i);
      String place =
          layer.overwritable().stream()
              .filter(owner::containsKey)
              .filter(input -> lastUse.getOrDefault(input, step) == step)
              .findFirst()
              .map(input -> owner.getOrDefault(input, input))
              .orElse(layer.output());
      owner.put(layer.output(), place);
      MemoryPlan.Use before = uses.get(place);
      uses.put(
          place,
          before == null
              ? new MemoryPlan.Use(place, placeBytes(layer), i, last)
              : new MemoryPlan.Use(
                  place, Math.max(before.bytes(), placeBytes(layer)), before.first(), last));
    }
    MemoryPlan.Offsets offsets = MemoryPlan.offsets(new ArrayList<>(uses.values()), ALIGNMENT);
    Map<String, Integer> places = new HashMap<>();
    offsets.places().forEach((name, at) -> places.put(name, Math.toIntExact(at)));
    owner.forEach((value, place) -> places.put(value, places.getOrDefault(place, 0)));
    return new Arena(places, Math.toIntExact(Math.ceilDiv(offsets.bytes(), ALIGNMENT) * ALIGNMENT));
  }

  private static void addWorking(
      Map<String, MemoryPlan.Use> uses, String name, int bytes, int step) {
    if (bytes > 0) {
      uses.put(name, new MemoryPlan.Use(name, bytes, step, step));
    }
  }
}
