/** Schedules by hand: for every operator the way from plain to fast, and the best by shape. */
package dev.ridgeline.compiler.template;
