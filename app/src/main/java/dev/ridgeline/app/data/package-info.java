/** Data sets: what they hold, how they are fetched or made. */
package dev.ridgeline.app.data;
