package dev.ridgeline.formats.pytorch;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.file.Quote;
import dev.ridgeline.formats.pytorch.PickleValue.View;
import dev.ridgeline.formats.weights.ByteSource;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Views of storages as constants: slices of the file where they are dense. */
final class ViewConstants {
  private static final long MOST_GATHERED = Integer.MAX_VALUE - 64L;

  private final ByteSource source;
  private final String folder;
  private final Map<String, ZipRecords.Entry> records;

  ViewConstants(ByteSource source, String folder, Map<String, ZipRecords.Entry> records) {
    this.source = source;
    this.folder = folder;
    this.records = records;
  }

  Constant of(String name, View view) {
    ZipRecords.Entry entry = records.get(folder + view.storage().key());
    if (entry == null) {
      throw new MalformedPytorch(
          "has tensor '%s' in storage '%s', which the archive lacks; copy or save it again"
              .formatted(Quote.of(name), Quote.of(view.storage().key())));
    }
    long width = view.storage().type().elementBytes();
    if (entry.length() % width != 0 || entry.length() / width != view.storage().elements()) {
      throw new MalformedPytorch(
          "has storage '%s' of %d bytes where %d elements of %s were said; copy or save it again"
              .formatted(
                  Quote.of(view.storage().key()),
                  entry.length(),
                  view.storage().elements(),
                  view.storage().type().dtype().label()));
    }
    long elements = elements(name, view);
    TensorType type = new TensorType(view.storage().type().dtype(), Shape.of(view.sizes()));
    long start = entry.start() + view.offset() * width;
    ConstantData data;
    if (elements == 0) {
      data = new ConstantData.Bytes(new byte[0]);
    } else if (isDense(view)) {
      data = source.slice(start, elements * width);
    } else {
      ConstantData storage = source.slice(entry.start(), entry.length());
      data = new ConstantData.Deferred(_ -> gather(storage.read(type), view, elements));
    }
    return new Constant(type, Constant.Role.PARAMETER, data);
  }

  /** Elements of the view, all of them inside the storage. */
  private static long elements(String name, View view) {
    long elements = 1;
    long last = view.offset();
    boolean empty = false;
    try {
      for (int axis = 0; axis < view.sizes().length; axis++) {
        long size = view.sizes()[axis];
        empty |= size == 0;
        elements = Math.multiplyExact(elements, Math.max(size, 1));
        last = Math.addExact(last, Math.multiplyExact(Math.max(size - 1, 0), view.strides()[axis]));
      }
    } catch (ArithmeticException e) {
      throw new MalformedPytorch(
          "has tensor '%s' of more than 2^63 elements; copy or save it again"
              .formatted(Quote.of(name)));
    }
    if (empty && view.offset() <= view.storage().elements()) {
      return 0;
    }
    if (last >= view.storage().elements()) {
      throw new MalformedPytorch(
          "has tensor '%s' that reaches past the %d elements of its storage; copy or save it again"
              .formatted(Quote.of(name), view.storage().elements()));
    }
    if (!isDense(view) && elements > MOST_GATHERED / view.storage().type().elementBytes()) {
      throw new MalformedPytorch(
          "has tensor '%s' of %d scattered elements; dense ones may be that large: save it .contiguous()"
              .formatted(Quote.of(name), elements));
    }
    return elements;
  }

  private static boolean isDense(View view) {
    long expected = 1;
    for (int axis = view.sizes().length - 1; axis >= 0; axis--) {
      if (view.sizes()[axis] != 1 && view.strides()[axis] != expected) {
        return false;
      }
      expected *= Math.max(view.sizes()[axis], 1);
    }
    return true;
  }

  /** The view's elements in row-major order; row by row of the last axis. */
  private static MemorySegment gather(MemorySegment storage, View view, long elements) {
    int width = (int) view.storage().type().elementBytes();
    MemorySegment dense = MemorySegment.ofArray(new byte[Math.toIntExact(elements * width)]);
    int rank = view.sizes().length;
    long[] index = new long[rank];
    long from = view.offset();
    for (long i = 0; i < elements; i++) {
      MemorySegment.copy(storage, from * width, dense, i * width, width);
      for (int axis = rank - 1; axis >= 0; axis--) {
        from += view.strides()[axis];
        if (++index[axis] < view.sizes()[axis]) {
          break;
        }
        from -= view.strides()[axis] * view.sizes()[axis];
        index[axis] = 0;
      }
    }
    return dense;
  }
}
