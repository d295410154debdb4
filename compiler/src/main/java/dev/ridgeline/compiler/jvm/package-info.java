/** The bytecode target: functions as methods of a hidden class, vectors by the Vector API. */
package dev.ridgeline.compiler.jvm;
