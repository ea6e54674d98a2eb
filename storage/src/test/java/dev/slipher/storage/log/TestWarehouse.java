package dev.slipher.storage.log;

import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Builds catalog objects for the tests of the log, and describes catalogs so that two can be compared. */
final class TestWarehouse {
    /** Small sizes, so that every mechanism runs within a few transactions. */
    static final LogLimits SMALL = limits(1_000_000, 1L << 40);

    private TestWarehouse() {}

    /** Returns those sizes, but for two. */
    static LogLimits limits(int checkpointEntries, long tableInlineBytes) {
        return limits(checkpointEntries, tableInlineBytes, 1L << 40);
    }

    static LogLimits limits(int checkpointEntries, long tableInlineBytes, long inlineBytes) {
        return new LogLimits(
                1 << 12,
                checkpointEntries,
                4 * checkpointEntries,
                1L << 40,
                8,
                4,
                40,
                tableInlineBytes,
                inlineBytes,
                1 << 20,
                1 << 20);
    }

    static int schemaOid(Catalog catalog) {
        var database = catalog.findDatabase(CommitLog.FIRST_DATABASE).orElseThrow();
        return catalog.findSchema(database.oid(), CommitLog.FIRST_SCHEMA)
                .orElseThrow()
                .oid();
    }

    static TableDefinition table(CommitLog log, String name) {
        var column = new Column(
                1,
                "id",
                SqlType.Simple.INTEGER,
                true,
                Optional.empty(),
                Datum.Null.NULL,
                Optional.empty(),
                Optional.empty());
        return new TableDefinition(
                log.allocateOid(),
                schemaOid(log.current()),
                name,
                Catalog.FIRST_OID,
                List.of(column),
                2,
                Distribution.Even.EVEN,
                SortKey.NONE,
                List.of());
    }

    /** Creates a table, and returns its oid. */
    static int createTable(CommitLog log, String name) {
        var table = table(log, name);
        log.commit(List.of(new Action.Create(table)));
        return table.oid();
    }

    static SegmentRecord segment(RandomGenerator random, long rowCount) {
        return new SegmentRecord(ObjectId.random(random), rowCount, 10 * rowCount, 0, 4095, List.of());
    }

    static Action.AddSegments addSegments(int tableOid, SegmentRecord... segments) {
        return new Action.AddSegments(tableOid, List.of(segments), List.of());
    }

    static Action.AddRows addRows(int tableOid, int rowCount, int content) {
        var bytes = new byte[20];
        Arrays.fill(bytes, (byte) content);
        return new Action.AddRows(tableOid, List.of(1), rowCount, bytes);
    }

    /** Returns what puts a segment in the place of inline rows. */
    static RowFlusher rowFlusher(CommitLog log, RandomGenerator random) {
        return (base, table) -> {
            var inline = table.contents().inlineRows();
            var segment = segment(random, inline.endRow() - inline.firstRow());
            log.move(new RowMove(
                    base,
                    table.oid(),
                    List.of(),
                    inline.endRow(),
                    List.of(segment),
                    List.of(),
                    _ -> row -> RowMap.target(0, row)));
        };
    }

    /** Returns everything about a catalog that its users can see, in an order of its own. */
    static String describe(CommitLog log, Catalog catalog) {
        return describe(log.contents(), catalog);
    }

    static String describe(ContentsReader reader, Catalog catalog) {
        var result = new StringBuilder();
        for (var object :
                new TreeSet<>(catalog.objects().stream().map(Object::toString).toList())) {
            result.append(object).append('\n');
        }
        result.append(catalog.settings())
                .append(catalog.comments())
                .append(catalog.privileges())
                .append('\n');
        catalog.tables().stream()
                .sorted((a, b) -> Integer.compare(a.oid(), b.oid()))
                .forEach(table -> describe(reader, table, result));
        return result.toString();
    }

    private static void describe(ContentsReader reader, Table table, StringBuilder result) {
        var contents = table.contents();
        result.append("table %d: %d rows, %d truncations%n"
                .formatted(table.oid(), contents.rowCount(), contents.truncations()));
        var segments = new TreeSet<String>();
        for (var segment : reader.segments(contents)) {
            segments.add("  %s of %d rows without %s%n"
                    .formatted(segment.id(), segment.rowCount(), reader.deletedRows(contents, segment.id())));
        }
        segments.forEach(result::append);
        for (var pack : contents.inlineRows().packs()) {
            result.append(
                    "  rows %d to %d: %s%n".formatted(pack.firstRow(), pack.endRow(), Arrays.toString(pack.bytes())));
        }
        result.append("  without %s%n".formatted(contents.inlineRows().deleted()));
        result.append(
                "  %s %s%n".formatted(contents.identities(), contents.segments().totals()));
    }
}
