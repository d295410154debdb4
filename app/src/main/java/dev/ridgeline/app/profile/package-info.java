/** The command {@code profile}: what a model costs. */
package dev.ridgeline.app.profile;
