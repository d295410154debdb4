/**
 * What compiles functions, and what runs compiled programs: targets, the host executor, kernels,
 * their cache.
 */
package dev.ridgeline.compiler.target;
