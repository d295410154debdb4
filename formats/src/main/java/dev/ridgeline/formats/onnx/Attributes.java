package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.formats.file.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Typed access to a node's attributes. Numbers that stand for sizes and axes must fit an int. */
final class Attributes {
  private static final List<String> TYPES =
      List.of(
          "none",
          "float",
          "int",
          "string",
          "tensor",
          "graph",
          "floats",
          "ints",
          "strings",
          "tensors",
          "graphs",
          "sparse tensor",
          "sparse tensors",
          "type",
          "types");

  private final OnnxNode node;

  Attributes(OnnxNode node) {
    this.node = node;
  }

  boolean has(String key) {
    return find(key).isPresent();
  }

  private Optional<OnnxAttribute> find(String key) {
    return node.attributes().stream().filter(a -> a.name().equals(key)).findFirst();
  }

  private Optional<OnnxAttribute> find(String key, int type) {
    Optional<OnnxAttribute> found = find(key);
    if (found.isPresent() && !found.get().reference().isEmpty()) {
      throw new NotFollowed("attribute '" + key + "' takes its value from a function's caller");
    }
    if (found.isPresent() && found.get().type() != 0 && found.get().type() != type) {
      throw fail(
          "attribute '%s' is of type %s, not %s"
              .formatted(Quote.of(key), typeName(found.get().type()), typeName(type)));
    }
    return found;
  }

  private static String typeName(int type) {
    return type > 0 && type < TYPES.size() ? TYPES.get(type) : Integer.toString(type);
  }

  int small(String key, int otherwise) {
    long value = integer(key, otherwise);
    if (value != (int) value) {
      throw fail("attribute '%s' is %d, which is out of range".formatted(key, value));
    }
    return (int) value;
  }

  boolean flag(String key, boolean otherwise) {
    return integer(key, otherwise ? 1 : 0) != 0;
  }

  long integer(String key, long otherwise) {
    return find(key, OnnxAttribute.INT).map(OnnxAttribute::integer).orElse(otherwise);
  }

  float number(String key, float otherwise) {
    return find(key, OnnxAttribute.FLOAT).map(OnnxAttribute::number).orElse(otherwise);
  }

  String text(String key, String otherwise) {
    return find(key, OnnxAttribute.STRING).map(OnnxAttribute::text).orElse(otherwise);
  }

  List<String> texts(String key) {
    return find(key, OnnxAttribute.STRINGS).map(OnnxAttribute::strings).orElse(List.of());
  }

  /** A list of numbers, each in the range of an int unless it is the largest long. */
  Optional<List<Long>> integers(String key) {
    Optional<List<Long>> found = find(key, OnnxAttribute.INTS).map(a -> a.integers().toList());
    found.ifPresent(list -> requireSmall(key, list));
    return found;
  }

  /** A list of numbers of any size. */
  Optional<List<Long>> anyIntegers(String key) {
    return find(key, OnnxAttribute.INTS).map(a -> a.integers().toList());
  }

  private void requireSmall(String key, List<Long> list) {
    if (list.size() > 1 << 20) {
      throw fail("attribute '%s' has %d numbers".formatted(key, list.size()));
    }
    for (long value : list) {
      if (value != (int) value) {
        throw fail("attribute '%s' has number %d, which is out of range".formatted(key, value));
      }
    }
  }

  Optional<List<Float>> floats(String key) {
    return find(key, OnnxAttribute.FLOATS)
        .map(a -> {
          List<Float> floats = new ArrayList<>();
          for (int i = 0; i < a.floats().size(); i++) {
            floats.add(Float.intBitsToFloat((int) a.floats().get(i)));
          }
          return floats;
        });
  }

  Optional<OnnxTensor> tensor(String key) {
    return find(key, OnnxAttribute.TENSOR)
        .filter(a -> !a.tensors().isEmpty())
        .map(a -> a.tensors().getFirst());
  }

  OnnxGraph graph(String key) {
    return find(key, OnnxAttribute.GRAPH)
        .filter(a -> !a.graphs().isEmpty())
        .map(a -> a.graphs().getFirst())
        .orElseThrow(() -> fail("attribute '" + key + "' is missing"));
  }

  long needInteger(String key) {
    if (!has(key)) {
      throw fail("attribute '" + key + "' is missing");
    }
    return integer(key, 0);
  }

  UserError fail(String what) {
    return new UserError(
        "node '%s' (%s): %s".formatted(Quote.of(node.name()), Quote.of(node.type()), what));
  }
}
