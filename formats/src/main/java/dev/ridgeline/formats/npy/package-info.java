/** numpy's files of one array, in and out. */
package dev.ridgeline.formats.npy;
