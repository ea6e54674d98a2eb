package dev.slipher.storage.type;

import java.time.ZoneId;

/**
 * The clock that texts such as {@code 'today'} and conversions between time zones go by.
 *
 * @param zone the session's time zone
 * @param statementMicros the statement's time in µs since 2000-01-01 UTC
 */
public record SessionTime(ZoneId zone, long statementMicros) {}
