/** Floating-point formats by rule, and fast conversions of the 16-bit ones. */
package dev.ridgeline.core.number;
