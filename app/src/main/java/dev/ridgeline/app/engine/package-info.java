/** Engines that can be measured, and the processes of their own that they run in. */
package dev.ridgeline.app.engine;
