/** Rewriting a graph of known shapes before it is planned: one pass a file, graph to graph. */
package dev.ridgeline.engine.rewrite;
