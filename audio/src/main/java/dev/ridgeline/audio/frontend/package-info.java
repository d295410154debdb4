/** Front ends of keyword spotting: the integer micro front end and the MFCC of MLPerf Tiny. */
package dev.ridgeline.audio.frontend;
