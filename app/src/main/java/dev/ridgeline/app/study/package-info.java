/**
 * What measured latencies tell: rank correlations, what FLOPs mispredict, a predictor by layers.
 */
package dev.ridgeline.app.study;
