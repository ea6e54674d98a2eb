package dev.slipher.compute.operator.window;

import dev.slipher.compute.fragment.PlanNode.WindowCall;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ArrayText;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;

/**
 * The strings of a whole partition in its order as one: LISTAGG, where nulls do not count, and {@code array_agg}, which
 * makes an array's text of them. All rows share the result.
 */
final class PartitionText implements WindowFunction {
    private static final int SEPARATOR = 1;

    private final WindowCall window;
    private final boolean isArray;

    PartitionText(WindowCall window) {
        this.window = window;
        this.isArray = window.call().function().equals("array_agg");
    }

    /** Returns whether the call's filter lets a row in. */
    static boolean counts(WindowCall window, PartitionRows partition, long row) {
        var filter = window.call().filter();
        return filter.isEmpty() || partition.value(row, filter.get()).equals(new Datum.Integral(1));
    }

    @Override
    public Evaluation over(PartitionRows partition) {
        var result = text(partition);
        return _ -> result;
    }

    private Datum text(PartitionRows partition) {
        var text = new ByteSink(64);
        var values = 0;
        var seen = new HashSet<Optional<ByteBuffer>>();
        for (var row = 0L; row < partition.size(); row++) {
            var value = partition.value(row, window.call().arguments().getFirst());
            if (value.isNull() && !isArray || !counts(window, partition, row)) {
                continue;
            }
            if (window.call().distinct() && !seen.add(key(value))) {
                continue;
            }
            if (isArray) {
                text.append(values == 0 ? '{' : ',');
                appendElement(value, text);
            } else {
                if (values > 0) {
                    appendSeparator(partition, row, text);
                }
                text.append(((Datum.Bytes) value).value());
            }
            values++;
            checkLength(text);
        }
        if (isArray && values > 0) {
            text.append('}');
        }
        return values == 0 ? Datum.Null.NULL : new Datum.Bytes(text.toByteArray());
    }

    /** Returns the part of a string that comparisons see, nothing for null. */
    private static Optional<ByteBuffer> key(Datum value) {
        if (!(value instanceof Datum.Bytes(var bytes))) {
            return Optional.empty();
        }
        var end = bytes.length;
        while (end > 0 && bytes[end - 1] == ' ') {
            end--;
        }
        return Optional.of(ByteBuffer.wrap(bytes, 0, end));
    }

    private static void appendElement(Datum value, ByteSink text) {
        if (value instanceof Datum.Bytes(var bytes)) {
            ArrayText.appendElement(bytes, text);
        } else {
            ArrayText.appendNull(text);
        }
    }

    private void appendSeparator(PartitionRows partition, long row, ByteSink text) {
        var arguments = window.call().arguments();
        if (arguments.size() > SEPARATOR
                && partition.value(row, arguments.get(SEPARATOR)) instanceof Datum.Bytes(var separator)) {
            text.append(separator);
        }
    }

    private void checkLength(ByteSink text) {
        if (text.length() > SqlType.MAX_VARCHAR_LENGTH) {
            throw new SlipherException(SqlState.PROGRAM_LIMIT_EXCEEDED, "Result size exceeds LISTAGG limit")
                    .withDetail("The result of %s has at most %d bytes."
                            .formatted(window.call().function(), SqlType.MAX_VARCHAR_LENGTH));
        }
    }
}
