package dev.slipher.compute.source.text;

/** Splits after fixed numbers of UTF-8 characters; a short record has empty fields at its end. */
record FixedWidthSplitter(int[] widths) implements RecordSplitter {
    @Override
    public int split(byte[] bytes, int from, int to, FieldMatrix fields) {
        var lineFeed = from;
        while (lineFeed < to && bytes[lineFeed] != '\n') {
            lineFeed++;
        }
        var end = RecordSplitter.withoutCarriageReturn(bytes, from, lineFeed);
        var start = from;
        for (var width : widths) {
            var fieldEnd = start;
            for (var characters = 0; characters < width && fieldEnd < end; characters++) {
                fieldEnd++;
                while (fieldEnd < end && (bytes[fieldEnd] & 0xc0) == 0x80) {
                    fieldEnd++;
                }
            }
            fields.add(start, fieldEnd);
            start = fieldEnd;
        }
        if (start < end) {
            fields.add(start, end);
        }
        return Math.min(to, lineFeed + 1);
    }
}
