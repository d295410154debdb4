/** Studies of primitives: error by algorithm and format, the same figures that others published. */
package dev.ridgeline.primitives.study;
