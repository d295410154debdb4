/** Trained weights from files of other frameworks, put into graphs by the names of parameters. */
package dev.ridgeline.formats.weights;
