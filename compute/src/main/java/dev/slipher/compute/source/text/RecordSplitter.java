package dev.slipher.compute.source.text;

/** Cuts one record into fields. */
sealed interface RecordSplitter
        permits DelimitedSplitter,
                EscapedSplitter,
                QuotesRemovedSplitter,
                CsvSplitter,
                FixedWidthSplitter,
                PostgresTextSplitter {
    /**
     * Adds the fields of the record that begins at {@code from} to {@code fields}, without ending the record.
     *
     * @param to end of the bytes in use; the last record may lack its line feed
     * @return the position after the record
     */
    int split(byte[] bytes, int from, int to, FieldMatrix fields);

    static RecordSplitter of(TextFormat format) {
        return switch (format.layout()) {
            case TextLayout.Delimited(var delimiter, var escape, var removeQuotes) ->
                removeQuotes
                        ? new QuotesRemovedSplitter(delimiter, escape)
                        : escape
                                ? new EscapedSplitter(delimiter, format.nullMarker())
                                : new DelimitedSplitter(delimiter);
            case TextLayout.Csv(var delimiter, var quote, var escape) -> new CsvSplitter(delimiter, quote, escape);
            case TextLayout.FixedWidth(var widths) ->
                new FixedWidthSplitter(
                        widths.stream().mapToInt(Integer::intValue).toArray());
            case TextLayout.PostgresText(var delimiter) -> new PostgresTextSplitter(delimiter, format.nullMarker());
        };
    }

    /** Returns the end of a record's data whose line feed stands at {@code lineFeed}: before a carriage return, if any. */
    static int withoutCarriageReturn(byte[] bytes, int from, int lineFeed) {
        return lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    }
}
