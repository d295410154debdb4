/** The one graph that flows through everything, its builder and its verifier. */
package dev.ridgeline.core.graph;
