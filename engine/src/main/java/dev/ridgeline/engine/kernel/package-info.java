/** What turns an operator of a plan into something that runs: one kind of step a file. */
package dev.ridgeline.engine.kernel;
