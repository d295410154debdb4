/** Models as the command line names them: found, read and bound to a batch. */
package dev.ridgeline.app.model;
