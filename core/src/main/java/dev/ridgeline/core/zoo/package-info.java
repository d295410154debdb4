/** Published networks, built from seeds. */
package dev.ridgeline.core.zoo;
