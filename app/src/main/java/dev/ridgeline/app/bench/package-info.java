/** The command {@code bench}: latency and throughput of models on engines. */
package dev.ridgeline.app.bench;
