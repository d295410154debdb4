/** {@code ridgeline op}: one operator compiled, checked, measured beside peers, and explained. */
package dev.ridgeline.app.op;
