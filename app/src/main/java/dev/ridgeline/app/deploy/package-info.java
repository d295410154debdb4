/** Networks on microcontrollers: the command {@code deploy}. */
package dev.ridgeline.app.deploy;
