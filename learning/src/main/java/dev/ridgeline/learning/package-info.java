/** Learning: data sets, training, quantising, pruning, keyword spotting. */
package dev.ridgeline.learning;
