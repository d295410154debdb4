/** Data into one self-contained HTML page with interactive charts; knows nothing of commands. */
package dev.ridgeline.app.page;
