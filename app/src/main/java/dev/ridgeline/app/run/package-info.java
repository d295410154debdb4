/**
 * The command {@code run}: a model on inputs of the user's, on one engine or two beside each other.
 */
package dev.ridgeline.app.run;
