package dev.slipher.compute.source.text;

import dev.slipher.storage.type.SqlType;

/** A column that a field of the file goes to. */
public record TextColumn(String name, SqlType type, boolean nullable) {}
