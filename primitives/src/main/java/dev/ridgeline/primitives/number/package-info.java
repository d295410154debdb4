/** Number formats as choices of an algorithm: what is stored, what is accumulated, by phase. */
package dev.ridgeline.primitives.number;
