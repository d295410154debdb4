package dev.ridgeline.compiler.template;

/**
 * How a product is cut so that what is used again stays in a cache.
 *
 * @param terms folded between two visits to memory of a result
 * @param rows of A that are run through all columns of a block
 * @param columns of B that are packed at a time
 */
record GemmBlocks(int terms, int rows, int columns) {}
