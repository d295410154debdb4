/** Safetensors files, in and out. */
package dev.ridgeline.formats.safetensors;
