/** The roofline model: what a machine can attain at an operational intensity. */
package dev.ridgeline.measure.roofline;
