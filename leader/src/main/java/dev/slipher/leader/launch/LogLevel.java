package dev.slipher.leader.launch;

/** How much the server logs, from least to most. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
