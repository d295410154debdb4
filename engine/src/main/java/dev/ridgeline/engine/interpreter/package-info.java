/** The reference interpreter: every operator as the standard defines it, one file a family. */
package dev.ridgeline.engine.interpreter;
