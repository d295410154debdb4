/** What commands share: options, output, the list of commands, and how one is launched. */
package dev.ridgeline.app.cli;
