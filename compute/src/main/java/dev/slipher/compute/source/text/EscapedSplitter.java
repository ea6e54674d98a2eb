package dev.slipher.compute.source.text;

import java.util.Arrays;

/**
 * COPY … ESCAPE: a backslash makes the byte after it data.
 *
 * @param nullMarker compared before backslashes are taken out, so that {@code \N} can be the marker
 */
record EscapedSplitter(byte delimiter, byte[] nullMarker) implements RecordSplitter {
    @Override
    public int split(byte[] bytes, int from, int to, FieldMatrix fields) {
        var fieldStart = from;
        var escapes = false;
        for (var i = from; i < to; i++) {
            var b = bytes[i];
            if (b == '\\') {
                escapes = true;
                i++;
            } else if (b == delimiter) {
                addField(bytes, fieldStart, i, escapes, fields);
                fieldStart = i + 1;
                escapes = false;
            } else if (b == '\n') {
                var end = RecordSplitter.withoutCarriageReturn(bytes, fieldStart, i);
                addField(bytes, fieldStart, end, escapes, fields);
                return i + 1;
            }
        }
        addField(bytes, fieldStart, to, escapes, fields);
        return to;
    }

    private void addField(byte[] bytes, int start, int end, boolean escapes, FieldMatrix fields) {
        if (!escapes || Arrays.equals(bytes, start, end, nullMarker, 0, nullMarker.length)) {
            fields.add(start, end);
            return;
        }
        var rewritten = fields.beginRewritten();
        for (var i = start; i < end; i++) {
            if (bytes[i] == '\\' && i + 1 < end) {
                i++;
            }
            fields.append(bytes[i]);
        }
        // What was escaped is data, also if it reads like the marker now.
        fields.addRewritten(rewritten, true);
    }
}
