/** Networks of 8-bit integers as C programs for microcontrollers. */
package dev.ridgeline.mcu;
