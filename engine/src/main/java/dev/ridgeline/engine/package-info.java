/** The compiled engine: runs a graph as a plan of compiled kernels. */
package dev.ridgeline.engine;
