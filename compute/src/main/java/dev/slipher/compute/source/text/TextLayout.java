package dev.slipher.compute.source.text;

import java.util.List;

/** How records and fields are told apart in a text file; records always end with a line feed. */
public sealed interface TextLayout {
    /**
     * COPY's default format: fields between delimiters.
     *
     * @param escape whether a backslash makes the next byte, even a delimiter or line feed, part of the field
     * @param removeQuotes whether quotation marks around a field are removed, and delimiters between them are data
     */
    record Delimited(byte delimiter, boolean escape, boolean removeQuotes) implements TextLayout {}

    /**
     * Fields that may stand in quotes, inside which delimiters and line feeds are data.
     *
     * @param escape the byte before a quote inside quotes that makes it data; the quote itself where doubling does it
     */
    record Csv(byte delimiter, byte quote, byte escape) implements TextLayout {}

    /** Fields of fixed widths, counted in characters. */
    record FixedWidth(List<Integer> widths) implements TextLayout {
        public FixedWidth {
            widths = List.copyOf(widths);
        }
    }

    /** PostgreSQL's text format: backslash sequences stand for control characters, and {@code \.} ends the data. */
    record PostgresText(byte delimiter) implements TextLayout {}
}
