/** The commands of the fourth study: algorithms of convolution and multiplication, their error. */
package dev.ridgeline.app.primitives;
