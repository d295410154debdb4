package dev.ridgeline.measure.check;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Looks for one kind of mistake. Pure: the same table gives the same findings. */
@FunctionalInterface
interface RowCheck {
  /** What is wrong, in the order of the rows; {@code known} finds models by name. */
  List<Finding> check(MeasuredTable table, Function<String, Optional<KnownModel>> known);
}
