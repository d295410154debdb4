/** The cost ledger: operations, traffic and memory of every node, forward and backward. */
package dev.ridgeline.core.cost;
