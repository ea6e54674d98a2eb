package dev.slipher.compute.source.text;

/** Finds where records end. */
sealed interface RecordBoundary {
    /** What {@link Local#firstRecordEnd} answers when it depends on bytes before the buffer. */
    int UNDECIDED = -1;

    /**
     * Returns the position after the last record's line feed, or 0 if no record ends in the buffer, which begins with a
     * record.
     */
    int lastRecordEnd(byte[] bytes, int length);

    /** A boundary that shows in the bytes just before it, so that a file can be cut anywhere. */
    sealed interface Local extends RecordBoundary {
        /**
         * Returns the position after the first line feed from {@code from} on that ends a record, 0 if there is none, or
         * {@link #UNDECIDED}.
         *
         * @param atStart whether nothing stands before the buffer
         */
        int firstRecordEnd(byte[] bytes, int from, int length, boolean atStart);
    }

    static RecordBoundary of(TextLayout layout) {
        return switch (layout) {
            case TextLayout.Delimited delimited -> delimited.escape() ? Backslash.BACKSLASH : Plain.PLAIN;
            case TextLayout.Csv csv -> new OutsideQuotes(csv.quote(), csv.escape());
            case TextLayout.FixedWidth _ -> Plain.PLAIN;
            case TextLayout.PostgresText _ -> Backslash.BACKSLASH;
        };
    }

    /** Every line feed ends a record. */
    enum Plain implements Local {
        PLAIN;

        @Override
        public int firstRecordEnd(byte[] bytes, int from, int length, boolean atStart) {
            for (var i = from; i < length; i++) {
                if (bytes[i] == '\n') {
                    return i + 1;
                }
            }
            return 0;
        }

        @Override
        public int lastRecordEnd(byte[] bytes, int length) {
            return ByteSearch.lastIndexOf(bytes, length, (byte) '\n') + 1;
        }
    }

    /** A line feed after an odd number of backslashes is data. */
    enum Backslash implements Local {
        BACKSLASH;

        @Override
        public int firstRecordEnd(byte[] bytes, int from, int length, boolean atStart) {
            for (var i = from; i < length; i++) {
                if (bytes[i] == '\n') {
                    var first = i;
                    while (first > 0 && bytes[first - 1] == '\\') {
                        first--;
                    }
                    if (first == 0 && !atStart) {
                        return UNDECIDED;
                    }
                    if ((i - first & 1) == 0) {
                        return i + 1;
                    }
                }
            }
            return 0;
        }

        @Override
        public int lastRecordEnd(byte[] bytes, int length) {
            var end = length;
            while (true) {
                var lineFeed = ByteSearch.lastIndexOf(bytes, end, (byte) '\n');
                if (lineFeed < 0) {
                    return 0;
                }
                var first = lineFeed;
                while (first > 0 && bytes[first - 1] == '\\') {
                    first--;
                }
                if ((lineFeed - first & 1) == 0) {
                    return lineFeed + 1;
                }
                end = lineFeed;
            }
        }
    }

    /** A line feed ends a record when the number of quotes before it is even. */
    record OutsideQuotes(byte quote, byte escape) implements RecordBoundary {
        @Override
        public int lastRecordEnd(byte[] bytes, int length) {
            if (escape != quote) {
                return lastRecordEndWithEscapes(bytes, length);
            }
            var inside = (ByteSearch.count(bytes, 0, length, quote) & 1) != 0;
            for (var i = length - 1; i >= 0; i--) {
                if (bytes[i] == quote) {
                    inside = !inside;
                } else if (bytes[i] == '\n' && !inside) {
                    return i + 1;
                }
            }
            return 0;
        }

        private int lastRecordEndWithEscapes(byte[] bytes, int length) {
            var end = 0;
            var inside = false;
            for (var i = 0; i < length; i++) {
                if (inside && bytes[i] == escape) {
                    i++;
                } else if (bytes[i] == quote) {
                    inside = !inside;
                } else if (bytes[i] == '\n' && !inside) {
                    end = i + 1;
                }
            }
            return end;
        }
    }
}
