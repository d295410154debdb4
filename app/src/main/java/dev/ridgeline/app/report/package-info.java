/** The command {@code report}: machine, models, rooflines and latencies on one page. */
package dev.ridgeline.app.report;
