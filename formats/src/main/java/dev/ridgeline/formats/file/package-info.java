/** What readers of every format share: a file's bytes, and names out of files in messages. */
package dev.ridgeline.formats.file;
