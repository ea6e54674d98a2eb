package dev.slipher.leader.statement;

/**
 * A statement's own text and where it began.
 *
 * @param text from its first to its last token, without the semicolon
 * @param position characters before it in the string that the client sent, from 0
 */
public record SourceText(String text, int position) {}
