package dev.ridgeline.formats.safetensors;

import dev.ridgeline.core.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The format's names of element types. */
final class ElementTypes {
  private static final Map<DType, String> NAMES =
      Map.ofEntries(
          Map.entry(DType.F64, "F64"),
          Map.entry(DType.F32, "F32"),
          Map.entry(DType.F16, "F16"),
          Map.entry(DType.BF16, "BF16"),
          Map.entry(DType.F8E4M3FN, "F8_E4M3"),
          Map.entry(DType.F8E5M2, "F8_E5M2"),
          Map.entry(DType.I64, "I64"),
          Map.entry(DType.I32, "I32"),
          Map.entry(DType.I16, "I16"),
          Map.entry(DType.I8, "I8"),
          Map.entry(DType.U64, "U64"),
          Map.entry(DType.U32, "U32"),
          Map.entry(DType.U16, "U16"),
          Map.entry(DType.U8, "U8"),
          Map.entry(DType.BOOL, "BOOL"));

  private ElementTypes() {}

  static Optional<DType> of(String name) {
    return Arrays.stream(DType.values()).filter(t -> name.equals(NAMES.get(t))).findFirst();
  }

  static Optional<String> name(DType dtype) {
    return Optional.ofNullable(NAMES.get(dtype));
  }

  static List<String> names() {
    return NAMES.values().stream().sorted().toList();
  }
}
