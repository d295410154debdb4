/** Ways of making a trained keyword spotter smaller, each with the model that comes of it. */
@org.jspecify.annotations.NullMarked
package dev.ridgeline.learning.compress;
