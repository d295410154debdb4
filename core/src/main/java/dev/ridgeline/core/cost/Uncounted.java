package dev.ridgeline.core.cost;

/** A node that the ledger could not count, and why: its cost is missing from every total. */
public record Uncounted(String node, String label, String reason) {}
