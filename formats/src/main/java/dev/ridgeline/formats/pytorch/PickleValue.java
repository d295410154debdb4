package dev.ridgeline.formats.pytorch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a restricted pickle can hold. Containers are compared by identity: they may be deep. */
sealed interface PickleValue {
  /** Where an open container began. */
  enum Mark implements PickleValue {
    MARK
  }

  /** None. */
  enum Nothing implements PickleValue {
    NONE
  }

  /** Comparable, so that texts made to collide do not slow a dictionary down. */
  record Text(String value) implements PickleValue, Comparable<Text> {
    @Override
    public int compareTo(Text other) {
      return value.compareTo(other.value);
    }
  }

  record Whole(long value) implements PickleValue {}

  record Truth(boolean value) implements PickleValue {}

  record Real(double value) implements PickleValue {}

  /** A name on the list of what may be named. */
  record Known(Global global) implements PickleValue {}

  /** A run of elements in a record of the archive. */
  record Storage(StorageType type, String key, long elements) implements PickleValue {}

  /** A view of a storage; offset and strides in elements. */
  record View(Storage storage, long offset, long[] sizes, long[] strides) implements PickleValue {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** A tuple or a list. */
  final class Sequence implements PickleValue {
    private final List<PickleValue> items;
    private final boolean list;

    Sequence(List<PickleValue> items, boolean list) {
      this.items = items;
      this.list = list;
    }

    List<PickleValue> items() {
      return items;
    }

    boolean isList() {
      return list;
    }
  }

  /** A dictionary; keys are texts and whole numbers only, so that hashing one is bounded. */
  final class Dictionary implements PickleValue {
    private final Map<PickleValue, PickleValue> entries = new LinkedHashMap<>();

    Map<PickleValue, PickleValue> entries() {
      return entries;
    }

    void put(PickleValue key, PickleValue value) {
      switch (key) {
        case Text _, Whole _ -> entries.put(key, Objects.requireNonNull(value));
        default ->
            throw new MalformedPytorch(
                "has a dictionary with a key that is %s; keys may be texts and whole numbers"
                    .formatted(key.kind()));
      }
    }
  }

  /** What it is called in messages. */
  default String kind() {
    return switch (this) {
      case Mark _ -> "a mark";
      case Nothing _ -> "None";
      case Text _ -> "a text";
      case Whole _ -> "a whole number";
      case Truth _ -> "a truth value";
      case Real _ -> "a number";
      case Known _ -> "a name";
      case Storage _ -> "a storage";
      case View _ -> "a tensor";
      case Sequence s -> s.isList() ? "a list" : "a tuple";
      case Dictionary _ -> "a dictionary";
    };
  }
}
