package dev.slipher.compute.operator.write;

import dev.slipher.compute.fragment.Writing;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes rows of a table of what a statement gives for some of its columns: others are null or drawn from an IDENTITY. For
 * several threads.
 */
public final class RowCompletion {
    private final TableDefinition table;
    private final List<Column> columns;
    private final IdentityDraws identities;
    /** By column of the table, where its values come; -1 if they do not. */
    private final int[] sources;
    /** Likewise, where it is said which rows draw them. */
    private final int[] drawings;

    /**
     * @param sourceColumns permanent ids of the columns of the batches to come, {@link Writing#UNUSED} or
     *     {@link Writing#drawing}
     */
    public RowCompletion(TableDefinition table, List<Integer> sourceColumns, IdentitySource source) {
        this.table = table;
        columns = table.columns();
        identities = new IdentityDraws(source);
        sources = columns.stream()
                .mapToInt(column -> sourceColumns.indexOf(column.id()))
                .toArray();
        drawings = columns.stream()
                .mapToInt(column -> sourceColumns.indexOf(Writing.drawing(column.id())))
                .toArray();
    }

    /** Returns whether rows may draw values of an IDENTITY, which is to commit. */
    boolean isDrawing() {
        return IntStream.range(0, sources.length)
                .anyMatch(c -> columns.get(c).identity().isPresent() && (sources[c] < 0 || drawings[c] >= 0));
    }

    /**
     * Returns a batch of all columns of the table, in its order.
     *
     * @throws SlipherException 23502 for a null where none may be, 22001 for a string that its column does not hold
     */
    public Batch complete(Batch batch) {
        var vectors = new Vector[columns.size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = vector(i, batch);
        }
        var complete = batch.withColumns(vectors);
        requireNotNull(complete);
        requireLength(complete);
        return complete;
    }

    private Vector vector(int index, Batch batch) {
        var column = columns.get(index);
        if (sources[index] < 0) {
            return missing(column, batch);
        }
        var given = batch.column(sources[index]);
        return drawings[index] < 0 ? given : identities.draw(column, given, batch.column(drawings[index]), batch);
    }

    /** What expressions make may be longer than any type allows, while no cast looks at it. */
    private void requireLength(Batch batch) {
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).type() instanceof SqlType.Varchar(int length)) {
                for (int i = 0; i < batch.selectedCount(); i++) {
                    if (byteLength(batch.column(c), batch.position(i)) > length) {
                        throw new SlipherException(
                                SqlState.STRING_DATA_RIGHT_TRUNCATION,
                                "value too long for type character varying(%d)".formatted(length));
                    }
                }
            }
        }
    }

    private static int byteLength(Vector strings, int position) {
        return switch (strings) {
            case BytesVector bytes -> bytes.length(position);
            case DictionaryVector coded -> {
                int[] offsets = coded.dictionary().offsets();
                int code = coded.codes()[position];
                yield coded.isNull(position) ? 0 : offsets[code + 1] - offsets[code];
            }
            case ConstantVector constant when constant.value() instanceof Datum.Bytes(byte[] value) -> value.length;
            default -> 0;
        };
    }

    private Vector missing(Column column, Batch batch) {
        return column.identity().isPresent()
                ? identities.draw(column, batch)
                : new ConstantVector(column.type().physicalKind(), Datum.Null.NULL);
    }

    private void requireNotNull(Batch batch) {
        for (int c = 0; c < columns.size(); c++) {
            var column = columns.get(c);
            var vector = batch.column(c);
            if (column.nullable() || vector.nulls() == null) {
                continue;
            }
            for (int i = 0; i < batch.selectedCount(); i++) {
                if (vector.isNull(batch.position(i))) {
                    throw new SlipherException(
                            SqlState.NOT_NULL_VIOLATION,
                            "null value in column \"%s\" of relation \"%s\" violates not-null constraint"
                                    .formatted(column.name(), table.name()));
                }
            }
        }
    }
}
