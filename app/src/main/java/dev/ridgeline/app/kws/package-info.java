/** Keyword spotting: the command {@code kws} and what stands under it. */
package dev.ridgeline.app.kws;
