package dev.slipher.compute.expression;

import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.Vector;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A position in a vector of strings, moved from row to row. */
final class StringCursor {
    private byte[] bytes = new byte[0];
    private int[] offsets = new int[0];
    private int @Nullable [] codes;

    void open(Vector vector) {
        switch (vector) {
            case BytesVector v -> {
                bytes = v.bytes();
                offsets = v.offsets();
                codes = null;
            }
            case DictionaryVector v -> {
                bytes = v.dictionary().bytes();
                offsets = v.dictionary().offsets();
                codes = v.codes();
            }
            default -> throw new IllegalStateException();
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int from(int row) {
        return offsets[codes == null ? row : codes[row]];
    }

    int to(int row) {
        return offsets[(codes == null ? row : codes[row]) + 1];
    }

    String text(int row) {
        return new String(bytes, from(row), to(row) - from(row), StandardCharsets.UTF_8);
    }
}
