/** Boards: their processor, memory and where these figures are from. */
package dev.ridgeline.mcu.board;
