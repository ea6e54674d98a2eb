package dev.slipher.compute.source.text;

/**
 * RFC 4180, as PostgreSQL reads it: quotes may begin and end anywhere in a field, and inside them delimiters and line
 * feeds are data.
 *
 * @param escape the byte before a quote, or before itself, inside quotes that makes it data
 */
record CsvSplitter(byte delimiter, byte quote, byte escape) implements RecordSplitter {
    @Override
    public int split(byte[] bytes, int from, int to, FieldMatrix fields) {
        var delimiters = ByteSearch.repeat(delimiter);
        var lineFeeds = ByteSearch.repeat((byte) '\n');
        var quotes = ByteSearch.repeat(quote);
        var fieldStart = from;
        var i = from;
        while (i + 8 <= to) {
            var word = ByteSearch.word(bytes, i);
            var hits = ByteSearch.zeroBytes(word ^ delimiters)
                    | ByteSearch.zeroBytes(word ^ lineFeeds)
                    | ByteSearch.zeroBytes(word ^ quotes);
            var next = i + 8;
            while (hits != 0) {
                var position = i + (Long.numberOfTrailingZeros(hits) >>> 3);
                if (bytes[position] == '\n') {
                    fields.add(fieldStart, RecordSplitter.withoutCarriageReturn(bytes, fieldStart, position));
                    return position + 1;
                }
                if (bytes[position] == quote) {
                    var end = addQuoted(bytes, fieldStart, to, fields);
                    if (end >= to || bytes[end] == '\n') {
                        return Math.min(to, end + 1);
                    }
                    fieldStart = end + 1;
                    next = fieldStart;
                    break;
                }
                fields.add(fieldStart, position);
                fieldStart = position + 1;
                hits &= hits - 1;
            }
            i = next;
        }
        return splitTail(bytes, fieldStart, to, fields);
    }

    private int splitTail(byte[] bytes, int from, int to, FieldMatrix fields) {
        var fieldStart = from;
        while (true) {
            var end = fieldStart;
            while (end < to && bytes[end] != delimiter && bytes[end] != '\n' && bytes[end] != quote) {
                end++;
            }
            if (end < to && bytes[end] == quote) {
                end = addQuoted(bytes, fieldStart, to, fields);
            } else if (end < to && bytes[end] == delimiter) {
                fields.add(fieldStart, end);
            } else {
                fields.add(fieldStart, RecordSplitter.withoutCarriageReturn(bytes, fieldStart, end));
            }
            if (end >= to || bytes[end] == '\n') {
                return Math.min(to, end + 1);
            }
            fieldStart = end + 1;
        }
    }

    /** Adds the field with quotes in it that begins at {@code start}; returns the position of what ends it. */
    private int addQuoted(byte[] bytes, int start, int to, FieldMatrix fields) {
        var rewritten = fields.beginRewritten();
        var inside = false;
        var i = start;
        for (; i < to; i++) {
            var b = bytes[i];
            if (inside && b == escape && i + 1 < to && (bytes[i + 1] == quote || bytes[i + 1] == escape)) {
                fields.append(bytes[++i]);
            } else if (b == quote) {
                inside = !inside;
            } else if (!inside && (b == delimiter || b == '\n')) {
                break;
            } else if (inside || b != '\r' || i + 1 < to && bytes[i + 1] != '\n') {
                fields.append(b);
            }
        }
        if (inside) {
            fields.setUnterminated();
        }
        fields.addRewritten(rewritten, true);
        return i;
    }
}
