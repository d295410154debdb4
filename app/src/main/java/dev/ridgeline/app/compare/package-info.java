/** The command {@code compare}: what changed between two sets of results. */
package dev.ridgeline.app.compare;
