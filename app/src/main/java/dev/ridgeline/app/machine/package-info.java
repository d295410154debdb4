/** The commands that measure the machine and list chips. */
package dev.ridgeline.app.machine;
