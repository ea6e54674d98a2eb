package dev.slipher.wire.format;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ArrayText;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;

/**
 * PostgreSQL's binary array of one dimension: {@code dimensions:4 hasNulls:4 elementOid:4 (size:4 lowerBound:4)? (length:4
 * bytes)*}. Inside, arrays are their text, such as {@code {1,NULL,"a b"}}.
 */
final class ArrayForm {
    private static final int NULL_LENGTH = -1;

    private ArrayForm() {}

    /** Appends the binary form of the array whose text is {@code bytes[from..to-1]}. */
    static void append(SqlType elementType, byte[] bytes, int from, int to, SessionTime time, ByteSink out) {
        var array = ArrayText.parse(bytes, from, to);
        var elements = array.elements();
        var hasNulls = elements.stream().anyMatch(Optional::isEmpty);
        BinaryForm.appendBytes(elements.isEmpty() ? 0 : 1, Integer.BYTES, out);
        BinaryForm.appendBytes(hasNulls ? 1 : 0, Integer.BYTES, out);
        BinaryForm.appendBytes(WireType.element(elementType).oid(), Integer.BYTES, out);
        if (elements.isEmpty()) {
            return;
        }
        BinaryForm.appendBytes(elements.size(), Integer.BYTES, out);
        BinaryForm.appendBytes(array.lowerBound(), Integer.BYTES, out);
        for (var element : elements) {
            var lengthAt = out.length();
            BinaryForm.appendBytes(NULL_LENGTH, Integer.BYTES, out);
            if (element.isPresent()) {
                BinaryForm.append(elementType, TypeText.parse(elementType, element.get(), time), out);
                var end = out.length();
                out.setLength(lengthAt);
                BinaryForm.appendBytes(end - lengthAt - Integer.BYTES, Integer.BYTES, out);
                out.setLength(end);
            }
        }
    }

    /**
     * Appends the text of a binary array.
     *
     * @throws SlipherException 22P03 if it is malformed, 0A000 if it has several dimensions
     */
    static void appendText(byte[] bytes, ParameterDecoder elements, ByteSink out) {
        var in = new BinaryReader("array", bytes);
        var dimensions = in.int32();
        in.int32();
        var elementOid = in.int32();
        if (dimensions > 1) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED, "arrays of several dimensions are not supported");
        }
        var count = dimensions == 0 ? 0 : in.int32();
        var lowerBound = dimensions == 0 ? 1 : in.int32();
        var texts = new ArrayList<Optional<String>>();
        for (var i = 0; i < count; i++) {
            var length = in.int32();
            texts.add(
                    length == NULL_LENGTH
                            ? Optional.empty()
                            : Optional.of(new String(
                                    elements.binaryToText(elementOid, in.bytes(length)), StandardCharsets.UTF_8)));
        }
        in.end();
        out.append(new ArrayText(lowerBound, texts).toString());
    }
}
