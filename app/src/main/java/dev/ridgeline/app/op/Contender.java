package dev.ridgeline.app.op;

import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.Tensor;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Who takes part in a measurement.
 *
 * @param name unique in it
 * @param version of the library; empty for ours
 * @param note what it does differently; empty for nothing
 * @param opener makes it ready
 * @param inputs what it is given
 */
record Contender(
    String name,
    String version,
    String note,
    Supplier<Executable> opener,
    Map<String, Tensor> inputs) {}
