package dev.ridgeline.compiler.source;

import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.tensor.DType;
import java.util.Optional;

/**
 * How a vector lies in memory.
 *
 * @param memory type of an element there
 * @param type of the vector once loaded
 * @param stride elements from lane to lane
 * @param active source text of how many leading lanes are touched; empty for all
 */
public record Access(DType memory, ValueType type, int stride, Optional<String> active) {}
