package dev.ridgeline.compiler.target;

/**
 * What one thread works on while it runs the host part of a program.
 *
 * @param ints the i32 variables, outer scopes first
 * @param memory the buffers, by slot
 * @param buffers for each call the buffers that it passes
 * @param scalars for each call room for the scalars that it passes
 */
record Frame(int[] ints, Object[] memory, Object[][] buffers, int[][] scalars) {}
