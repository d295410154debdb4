/** Models that are trained: their graphs with first weights by seed, and what they hear. */
package dev.ridgeline.learning.model;
