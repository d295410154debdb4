/** Handwritten digits, and perceptrons that are trained on them and made smaller. */
package dev.ridgeline.learning.digits;
