package dev.slipher.compute.expression;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Strings and binary values brought to the length of a type, CHAR without its trailing blanks. */
final class SizeNode implements Node {
    private final Node operand;
    private final SqlType type;
    private final int limit;
    private final boolean strict;
    private final StringCursor cursor = new StringCursor();
    private final ByteSink sink = new ByteSink(1 << 10);
    private final int[] offsets = new int[Batch.CAPACITY + Batch.SLACK + 1];
    private final BytesVector result = new BytesVector(sink.bytes(), offsets, null);

    /** Makes a node that cuts what is too long, or with {@code strict} refuses it unless only blanks of a string are cut. */
    SizeNode(Node operand, SqlType type, int limit, boolean strict) {
        this.operand = operand;
        this.type = type;
        this.limit = limit;
        this.strict = strict;
    }

    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        var vector = operand.evaluate(batch, selection, count);
        cursor.open(vector);
        sink.clear();
        int filled = 0;
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            Arrays.fill(offsets, filled, row + 1, sink.length());
            filled = row + 1;
            if (!vector.isNull(row)) {
                append(cursor.bytes(), cursor.from(row), cursor.to(row));
            }
        }
        Arrays.fill(offsets, filled, batch.rowCount() + 1, sink.length());
        result.set(sink.bytes(), offsets, vector.nulls());
        return result;
    }

    private void append(byte[] bytes, int from, int to) {
        int end = type instanceof SqlType.Char ? TypeText.dropTrailingBlanks(bytes, from, to) : to;
        if (end - from > limit) {
            boolean blanksCount = type instanceof SqlType.Varbyte;
            if (strict && (blanksCount || TypeText.dropTrailingBlanks(bytes, from, end) - from > limit)) {
                throw new SlipherException(
                        SqlState.STRING_DATA_RIGHT_TRUNCATION, "value too long for type %s".formatted(type));
            }
            end = cut(bytes, from);
        }
        sink.append(bytes, from, end);
    }

    /** Returns where the last whole character within the limit ends. */
    private int cut(byte[] bytes, int from) {
        int end = from + limit;
        if (type instanceof SqlType.Varbyte) {
            return end;
        }
        while (end > from && bytes[end] < -64) {
            end--;
        }
        return type instanceof SqlType.Char ? TypeText.dropTrailingBlanks(bytes, from, end) : end;
    }
}
