/** The command that trains networks on the compiled engine. */
package dev.ridgeline.app.train;
