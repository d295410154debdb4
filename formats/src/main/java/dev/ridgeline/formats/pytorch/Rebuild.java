package dev.ridgeline.formats.pytorch;

import dev.ridgeline.formats.pytorch.Global.StorageClass;
import dev.ridgeline.formats.pytorch.PickleValue.Dictionary;
import dev.ridgeline.formats.pytorch.PickleValue.Known;
import dev.ridgeline.formats.pytorch.PickleValue.Sequence;
import dev.ridgeline.formats.pytorch.PickleValue.Storage;
import dev.ridgeline.formats.pytorch.PickleValue.Text;
import dev.ridgeline.formats.pytorch.PickleValue.View;
import dev.ridgeline.formats.pytorch.PickleValue.Whole;
import java.util.List;

/** What the few builders on the list make of their arguments. */
final class Rebuild {
  private static final int MAX_RANK = 64;

  private Rebuild() {}

  /** {@code ('storage', class, key, location, elements)}; a location means nothing here. */
  static Storage storage(PickleValue id) {
    if (id instanceof Sequence sequence
        && sequence.items().size() >= 5
        && sequence.items().get(0) instanceof Text(String word)
        && word.equals("storage")
        && sequence.items().get(1) instanceof Known(StorageClass(StorageType type))
        && sequence.items().get(2) instanceof Text(String key)
        && sequence.items().get(4) instanceof Whole(long elements)
        && elements >= 0) {
      return new Storage(type, key, elements);
    }
    throw new MalformedPytorch(
        "refers to something outside its pickle that is no storage; save model.state_dict() alone with torch.save");
  }

  static PickleValue reduce(PickleValue called, PickleValue arguments) {
    if (!(called instanceof Known(Global.Builder builder))
        || !(arguments instanceof Sequence sequence)) {
      throw new MalformedPytorch(
          "calls %s with %s, which was refused; only tensors and ordered dictionaries are built"
              .formatted(called.kind(), arguments.kind()));
    }
    List<PickleValue> items = sequence.items();
    return switch (builder) {
      case ORDERED_DICT -> ordered(items);
      case TENSOR -> view(items);
      case PARAMETER -> parameter(items);
    };
  }

  private static Dictionary ordered(List<PickleValue> items) {
    if (!items.isEmpty()) {
      throw new MalformedPytorch(
          "builds an OrderedDict from arguments, which was refused; save it again with torch.save");
    }
    return new Dictionary();
  }

  private static View parameter(List<PickleValue> items) {
    if (!items.isEmpty() && items.getFirst() instanceof View view) {
      return view;
    }
    throw new MalformedPytorch("has a parameter that is no tensor; save it again with torch.save");
  }

  private static View view(List<PickleValue> items) {
    if (items.size() >= 4
        && items.get(0) instanceof Storage storage
        && items.get(1) instanceof Whole(long offset)
        && items.get(2) instanceof Sequence sizes
        && items.get(3) instanceof Sequence strides
        && offset >= 0
        && sizes.items().size() == strides.items().size()
        && sizes.items().size() <= MAX_RANK) {
      return new View(storage, offset, wholes(sizes), wholes(strides));
    }
    throw new MalformedPytorch(
        "has a tensor that is not storage, offset, sizes and strides of rank 0 to %d; save it again with torch.save"
            .formatted(MAX_RANK));
  }

  private static long[] wholes(Sequence sequence) {
    return sequence.items().stream()
        .mapToLong(item -> {
          if (item instanceof Whole(long value) && value >= 0) {
            return value;
          }
          throw new MalformedPytorch(
              "has a tensor with a size or stride that is no whole number from 0; save it again");
        })
        .toArray();
  }
}
