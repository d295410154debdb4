/** The folder in which commands keep what they made, and the result lines in it. */
package dev.ridgeline.measure.workspace;
