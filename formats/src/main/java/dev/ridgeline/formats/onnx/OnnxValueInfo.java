package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** ONNX's ValueInfoProto: a value's name and what the file says of its type. */
record OnnxValueInfo(String name, TensorType type) {
  /** Most dimensions of a tensor. */
  static final int MAX_RANK = 64;

  static OnnxValueInfo parse(WireReader reader) {
    String name = "";
    Optional<WireReader> type = Optional.empty();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.string();
        case 2 -> type = Optional.of(reader.message());
        default -> reader.skip();
      }
    }
    String of = name;
    return new OnnxValueInfo(name, type.map(t -> type(t, of)).orElse(TensorType.unknown()));
  }

  /** A TypeProto; sequences, maps and the like are values that are no tensors. */
  private static TensorType type(WireReader reader, String name) {
    TensorType type = TensorType.unknown();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> type = tensorType(reader.message(), name);
        case 4, 5, 7, 8, 9 -> {
          reader.skip();
          type = new TensorType(DType.NON_TENSOR, Shape.unranked());
        }
        default -> reader.skip();
      }
    }
    return type;
  }

  private static TensorType tensorType(WireReader reader, String name) {
    DType dtype = DType.UNKNOWN;
    Shape shape = Shape.unranked();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> dtype = ElementTypes.of(reader.smallInteger());
        case 2 -> shape = shape(reader.message(), name);
        default -> reader.skip();
      }
    }
    return new TensorType(dtype, shape);
  }

  private static Shape shape(WireReader reader, String name) {
    List<Dim> dims = new ArrayList<>();
    while (reader.next()) {
      if (reader.field() == 1) {
        dims.add(dim(reader.message(), name + "." + dims.size()));
        if (dims.size() > MAX_RANK) {
          throw reader.malformed("a value has more than " + MAX_RANK + " dimensions");
        }
      } else {
        reader.skip();
      }
    }
    return Shape.of(dims);
  }

  private static Dim dim(WireReader reader, String otherwise) {
    // Exporters write -1, an empty name or nothing for a size that is not known.
    Dim dim = Dim.symbol(otherwise);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> {
          long size = reader.integer();
          dim = size < 0 ? Dim.symbol(otherwise) : Dim.of(size);
        }
        case 2 -> {
          String symbol = reader.string();
          dim = Dim.symbol(symbol.isEmpty() ? otherwise : symbol);
        }
        default -> reader.skip();
      }
    }
    return dim;
  }
}
