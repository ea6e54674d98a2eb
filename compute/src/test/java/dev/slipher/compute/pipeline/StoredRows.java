package dev.slipher.compute.pipeline;

import dev.slipher.compute.source.DeletedRows;
import dev.slipher.compute.source.ScanUnit;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.segment.ColumnSpec;
import dev.slipher.storage.segment.SegmentSource;
import dev.slipher.storage.segment.SegmentWriter;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Rows as what scans read; columns have the ids 1, 2 and so on. */
final class StoredRows {
    private StoredRows() {}

    static List<Integer> columnIds(TestRows rows) {
        return IntStream.rangeClosed(1, rows.types().size()).boxed().toList();
    }

    static List<Column> columns(TestRows rows) {
        return columnIds(rows).stream()
                .map(id -> column(id, rows.types().get(id - 1), Datum.Null.NULL))
                .toList();
    }

    static Column column(int id, SqlType type, Datum missing) {
        return new Column(id, "c" + id, type, true, Optional.empty(), missing, Optional.empty(), Optional.empty());
    }

    /** Writes the rows to a segment, in their order. */
    static ScanUnit.Stored segment(ObjectId id, TestRows rows, DeletedRows deleted, Random random) {
        var specs = columnIds(rows).stream()
                .map(column -> new ColumnSpec(column, rows.types().get(column - 1)))
                .toList();
        var bytes = new ByteArrayOutputStream();
        var writer = new SegmentWriter(specs, buffer -> append(bytes, buffer));
        rows.batches(random).forEach(writer::append);
        writer.finish();
        var object = MemorySegment.ofArray(bytes.toByteArray());
        return new ScanUnit.Stored(id, rows.rows().size(), List.of(), () -> source(object), deleted);
    }

    /** Gives the rows as a table keeps them until they are written out. */
    static ScanUnit.Inline inline(TestRows rows, DeletedRows deleted) {
        var batches = IntStream.iterate(0, from -> from < rows.rows().size(), from -> from + 2_048)
                .mapToObj(from -> new TestRows(
                                rows.types(),
                                new ArrayList<>(rows.rows())
                                        .subList(from, Math.min(rows.rows().size(), from + 2_048)))
                        .whole())
                .toList();
        return new ScanUnit.Inline(columnIds(rows), batches, deleted);
    }

    private static void append(ByteArrayOutputStream bytes, ByteBuffer buffer) {
        var copy = new byte[buffer.remaining()];
        buffer.get(copy);
        bytes.writeBytes(copy);
    }

    private static SegmentSource source(MemorySegment object) {
        return new SegmentSource() {
            @Override
            public long size() {
                return object.byteSize();
            }

            @Override
            public void read(long offset, MemorySegment target) {
                MemorySegment.copy(object, offset, target, 0, target.byteSize());
            }
        };
    }
}
