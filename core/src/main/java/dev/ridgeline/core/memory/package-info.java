/** Which values live when. */
package dev.ridgeline.core.memory;
