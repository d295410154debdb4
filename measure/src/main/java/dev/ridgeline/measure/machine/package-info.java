/** Probes of the machine in hand: its CPU, its peak compute, its bandwidth at every size. */
package dev.ridgeline.measure.machine;
