/** C programs of networks: their text, from kernels that are kept as C sources. */
package dev.ridgeline.mcu.c;
