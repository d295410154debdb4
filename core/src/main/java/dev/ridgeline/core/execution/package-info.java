/** What a measurement knows of an engine. */
package dev.ridgeline.core.execution;
