/** PyTorch's state dictionaries, read without executing anything that stands in them. */
package dev.ridgeline.formats.pytorch;
