package dev.ridgeline.formats.pytorch;

import dev.ridgeline.formats.file.Quote;
import java.util.Arrays;

/** Every name that a pickle may bring up; nothing is ever loaded or called by name. */
sealed interface Global {
  /** A storage class. */
  record StorageClass(StorageType type) implements Global {}

  /** What a pickle may build. */
  enum Builder implements Global {
    ORDERED_DICT("collections", "OrderedDict"),
    TENSOR("torch._utils", "_rebuild_tensor_v2"),
    PARAMETER("torch._utils", "_rebuild_parameter");

    private final String module;
    private final String function;

    Builder(String module, String function) {
      this.module = module;
      this.function = function;
    }
  }

  /**
   * The name, if it is on the list.
   *
   * @throws MalformedPytorch naming what was refused
   */
  static Global of(String module, String name) {
    for (Builder builder : Builder.values()) {
      if (builder.module.equals(module) && builder.function.equals(name)) {
        return builder;
      }
    }
    return Arrays.stream(StorageType.values())
        .filter(type -> module.equals("torch") && type.className().equals(name))
        .findFirst()
        .map(StorageClass::new)
        .orElseThrow(() ->
            new MalformedPytorch(
                "wants '%s.%s', which was refused: only tensors and plain containers are made; save model.state_dict() alone with torch.save"
                    .formatted(Quote.of(module), Quote.of(name))));
  }
}
