package dev.ridgeline.app.model;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The symbolic dimensions of a model's inputs by what they stand for. A symbol is a sequence length
 * if its name says so ({@code seq...}, {@code length}, {@code T}, {@code L}, {@code S}); else a
 * batch if its name says so ({@code batch...}, {@code N}, {@code bs}) or it is the first dimension
 * of an input; else it is open and needs a size of its own.
 *
 * @param batch symbols of the batch
 * @param sequence symbols of the sequence length
 * @param others the rest
 * @param fixedBatch the first dimension of the inputs where no symbol stands for the batch and all
 *     inputs that have dimensions agree; empty where a symbol does, or they do not agree
 */
public record OpenDimensions(
    Set<String> batch, Set<String> sequence, Set<String> others, OptionalLong fixedBatch) {
  private static final Pattern SEQUENCE =
      Pattern.compile("(?i).*seq.*|.*length.*|.*_len|len|[tls]");
  private static final Pattern BATCH = Pattern.compile("(?i).*batch.*|n|bs");

  /** Copies the sets. */
  public OpenDimensions {
    batch = Set.copyOf(batch);
    sequence = Set.copyOf(sequence);
    others = Set.copyOf(others);
  }

  static OpenDimensions of(Graph graph) {
    Set<String> batch = new LinkedHashSet<>();
    Set<String> sequence = new LinkedHashSet<>();
    Set<String> others = new LinkedHashSet<>();
    Set<Long> first = new TreeSet<>();
    for (String input : graph.inputs()) {
      Shape shape = graph.type(input).shape();
      List<Dim> dims = shape.dims();
      for (int axis = 0; axis < dims.size(); axis++) {
        switch (dims.get(axis)) {
          case Dim.Known(long size) -> {
            if (axis == 0) {
              first.add(size);
            }
          }
          case Dim.Symbol(String name) -> {
            boolean batchByName = BATCH.matcher(name).matches();
            if (!batchByName && SEQUENCE.matcher(name).matches()) {
              sequence.add(name);
            } else if (batchByName || axis == 0) {
              batch.add(name);
            } else {
              others.add(name);
            }
          }
        }
      }
    }
    others.removeAll(batch);
    boolean fixed = batch.isEmpty() && first.size() == 1;
    return new OpenDimensions(
        batch,
        sequence,
        others,
        fixed ? OptionalLong.of(first.iterator().next()) : OptionalLong.empty());
  }

  /** The one batch that the model takes; empty if any will do. */
  public Optional<Long> onlyBatch() {
    if (!batch.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(fixedBatch.orElse(1));
  }

  /** Size by symbol. */
  Map<String, Long> sizes(String model, Binding binding, long sequenceLength) {
    onlyBatch()
        .filter(only -> only != binding.batch())
        .ifPresent(only -> {
          throw new UserError(
              "model '%s' has a fixed batch of %d but batch %d was given; give --batch %d, or export the model with a symbolic first dimension"
                  .formatted(model, only, binding.batch(), only));
        });
    requireOneBatch(model, binding);
    Map<String, Long> sizes = new LinkedHashMap<>();
    batch.forEach(symbol -> sizes.put(symbol, binding.batch()));
    sequence.forEach(symbol -> sizes.put(symbol, sequenceLength));
    Set<String> open = new TreeSet<>();
    for (String symbol : others) {
      if (!binding.sizes().containsKey(symbol)) {
        open.add(symbol);
      }
    }
    binding
        .sizes()
        .forEach((symbol, size) -> {
          if (batch.contains(symbol) || sequence.contains(symbol) || others.contains(symbol)) {
            sizes.put(symbol, size);
          }
        });
    if (!open.isEmpty()) {
      throw new UserError(
          "model '%s' leaves dimensions %s open; give their sizes, such as --dim %s=320"
              .formatted(model, open, open.iterator().next()));
    }
    return sizes;
  }

  /**
   * What calls itself batch 1 must not be another: the only batch dimension is no matter of --dim.
   */
  private void requireOneBatch(String model, Binding binding) {
    if (batch.size() != 1) {
      return;
    }
    String symbol = batch.iterator().next();
    long named = binding.sizes().getOrDefault(symbol, binding.batch());
    if (named != binding.batch()) {
      throw new UserError(
          "dimension '%s' of model '%s' is its batch, which is %d but %d was given for it; give --batch %d"
              .formatted(symbol, model, binding.batch(), named, named));
    }
  }
}
