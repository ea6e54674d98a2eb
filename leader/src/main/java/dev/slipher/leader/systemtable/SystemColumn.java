package dev.slipher.leader.systemtable;

import dev.slipher.storage.type.SqlType;

/** A column of a {@link SystemRelation}. */
public record SystemColumn(String name, SqlType type) {}
