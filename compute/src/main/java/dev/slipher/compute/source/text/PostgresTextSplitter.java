package dev.slipher.compute.source.text;

import java.util.Arrays;

/**
 * PostgreSQL's COPY text format: {@code \b \f \n \r \t \v}, {@code \0} to {@code \777} octal and {@code \x} hexadecimal
 * stand for a byte, and a backslash makes any other byte data.
 *
 * @param nullMarker compared before backslashes are taken out
 */
record PostgresTextSplitter(byte delimiter, byte[] nullMarker) implements RecordSplitter {
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
                addField(
                        bytes, fieldStart, RecordSplitter.withoutCarriageReturn(bytes, fieldStart, i), escapes, fields);
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
        var i = start;
        while (i < end) {
            if (bytes[i] != '\\' || i + 1 == end) {
                fields.append(bytes[i++]);
            } else {
                i = appendEscaped(bytes, i + 1, end, fields);
            }
        }
        fields.addRewritten(rewritten, true);
    }

    private static int appendEscaped(byte[] bytes, int i, int end, FieldMatrix fields) {
        var b = bytes[i];
        if (b >= '0' && b <= '7') {
            return appendNumber(bytes, i, Math.min(end, i + 3), 8, fields);
        }
        if (b == 'x' && i + 1 < end && Character.digit(bytes[i + 1], 16) >= 0) {
            return appendNumber(bytes, i + 1, Math.min(end, i + 3), 16, fields);
        }
        fields.append(
                switch (b) {
                    case 'b' -> (byte) '\b';
                    case 'f' -> (byte) '\f';
                    case 'n' -> (byte) '\n';
                    case 'r' -> (byte) '\r';
                    case 't' -> (byte) '\t';
                    case 'v' -> (byte) 0x0b;
                    default -> b;
                });
        return i + 1;
    }

    private static int appendNumber(byte[] bytes, int from, int to, int radix, FieldMatrix fields) {
        var value = 0;
        var i = from;
        for (; i < to && Character.digit(bytes[i], radix) >= 0; i++) {
            value = value * radix + Character.digit(bytes[i], radix);
        }
        fields.append((byte) value);
        return i;
    }
}
