/** Checks that find measurements which cannot be right, whoever made them. */
package dev.ridgeline.measure.check;
