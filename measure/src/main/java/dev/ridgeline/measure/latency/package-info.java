/** Latency and throughput of executables: one alone, or many interleaved within a budget. */
package dev.ridgeline.measure.latency;
