package dev.ridgeline.app.page;

/** What a section is made of. */
public sealed interface Block permits Chart, KeyFigures, Note, Prose, Table {}
