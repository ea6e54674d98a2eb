package dev.slipher.compute.source.text;

/** Splits at every delimiter; the fast path of most loads. */
record DelimitedSplitter(byte delimiter) implements RecordSplitter {
    @Override
    public int split(byte[] bytes, int from, int to, FieldMatrix fields) {
        var delimiters = ByteSearch.repeat(delimiter);
        var lineFeeds = ByteSearch.repeat((byte) '\n');
        var fieldStart = from;
        var i = from;
        for (; i + 8 <= to; i += 8) {
            var word = ByteSearch.word(bytes, i);
            var hits = ByteSearch.zeroBytes(word ^ delimiters) | ByteSearch.zeroBytes(word ^ lineFeeds);
            while (hits != 0) {
                var position = i + (Long.numberOfTrailingZeros(hits) >>> 3);
                if (bytes[position] == '\n') {
                    fields.add(fieldStart, RecordSplitter.withoutCarriageReturn(bytes, fieldStart, position));
                    return position + 1;
                }
                fields.add(fieldStart, position);
                fieldStart = position + 1;
                hits &= hits - 1;
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                fields.add(fieldStart, RecordSplitter.withoutCarriageReturn(bytes, fieldStart, i));
                return i + 1;
            }
            if (bytes[i] == delimiter) {
                fields.add(fieldStart, i);
                fieldStart = i + 1;
            }
        }
        fields.add(fieldStart, RecordSplitter.withoutCarriageReturn(bytes, fieldStart, to));
        return to;
    }
}
