/** The command {@code lint}: physical checks on measurements of somebody else. */
package dev.ridgeline.app.lint;
