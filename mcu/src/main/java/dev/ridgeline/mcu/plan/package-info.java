/** From a graph to layers that have kernels, and the memory that they share. */
package dev.ridgeline.mcu.plan;
