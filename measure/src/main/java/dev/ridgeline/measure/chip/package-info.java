/** The catalogue of chips, as data that says where every figure comes from. */
package dev.ridgeline.measure.chip;
