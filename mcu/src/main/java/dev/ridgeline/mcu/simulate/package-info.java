/** Builds of C programs for the host and for microcontrollers, and their runs in an emulator. */
package dev.ridgeline.mcu.simulate;
