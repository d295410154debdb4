/** The command {@code roofline}: models and layers on the roofs of a machine and of chips. */
package dev.ridgeline.app.roofline;
