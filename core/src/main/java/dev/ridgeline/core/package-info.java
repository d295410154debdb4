/** The graph, what it is made of, and what it costs. */
package dev.ridgeline.core;
