package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.schedule.Schedule;

/**
 * One step of a ladder: a schedule that differs from the one before by one idea.
 *
 * @param name short, for tables
 * @param idea what changed, and why it should help
 * @param schedule a schedule of the operator's computation
 */
public record Rung(String name, String idea, Schedule schedule) {}
