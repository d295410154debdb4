/** From a graph of known shapes to a plan: steps in order, layouts, static memory. */
package dev.ridgeline.engine.plan;
