package dev.slipher.compute.source.text;

/**
 * COPY … REMOVEQUOTES: single or double quotes around a field are taken off, and delimiters between them are data.
 *
 * @param escape whether a backslash makes the byte after it data
 */
record QuotesRemovedSplitter(byte delimiter, boolean escape) implements RecordSplitter {
    @Override
    public int split(byte[] bytes, int from, int to, FieldMatrix fields) {
        var position = from;
        while (true) {
            var quote = position < to ? bytes[position] : 0;
            position = quote == '"' || quote == '\''
                    ? addQuoted(bytes, position, to, quote, fields)
                    : addPlain(bytes, position, to, fields);
            if (position >= to || bytes[position] == '\n') {
                return Math.min(to, position + 1);
            }
            position++;
        }
    }

    /** Adds the field and returns the position of the delimiter or line feed after it. */
    private int addQuoted(byte[] bytes, int start, int to, byte quote, FieldMatrix fields) {
        var rewritten = fields.beginRewritten();
        var i = start + 1;
        for (; i < to && bytes[i] != '\n'; i++) {
            if (escape && bytes[i] == '\\' && i + 1 < to) {
                i++;
            } else if (bytes[i] == quote && endsField(bytes, i + 1, to)) {
                i++;
                break;
            }
            fields.append(bytes[i]);
        }
        while (i < to && bytes[i] == '\r') {
            i++;
        }
        fields.addRewritten(rewritten, true);
        return i;
    }

    private boolean endsField(byte[] bytes, int i, int to) {
        return i >= to
                || bytes[i] == delimiter
                || bytes[i] == '\n'
                || bytes[i] == '\r' && (i + 1 >= to || bytes[i + 1] == '\n');
    }

    private int addPlain(byte[] bytes, int start, int to, FieldMatrix fields) {
        var rewritten = fields.beginRewritten();
        var escapes = false;
        var i = start;
        for (; i < to && bytes[i] != delimiter && bytes[i] != '\n'; i++) {
            if (escape && bytes[i] == '\\' && i + 1 < to) {
                escapes = true;
                i++;
            }
            if (escape) {
                fields.append(bytes[i]);
            }
        }
        if (escapes) {
            fields.addRewritten(rewritten, false);
        } else {
            var isRecordEnd = i >= to || bytes[i] == '\n';
            fields.add(start, isRecordEnd ? RecordSplitter.withoutCarriageReturn(bytes, start, i) : i);
        }
        return i;
    }
}
