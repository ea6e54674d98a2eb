package dev.slipher.leader.load;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.compute.fragment.Writing;
import dev.slipher.compute.fragment.Writing.Taking;
import dev.slipher.compute.source.BoundInputs;
import dev.slipher.compute.source.BoundInputs.BoundTarget;
import dev.slipher.compute.source.text.BlockListener;
import dev.slipher.compute.source.text.RejectedRecord;
import dev.slipher.compute.source.text.TextColumn;
import dev.slipher.compute.source.text.TextFile;
import dev.slipher.compute.source.text.TextSource;
import dev.slipher.leader.table.TableOrder;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One COPY FROM as a plan: the records of text files, completed with defaults, written by all workers. An IDENTITY column
 * that is in no file is null in what is written, which draws its values.
 *
 * <p>The plan's ids are bound by {@link #inputs}; nothing becomes part of the table before its segments are committed.
 */
public final class TableLoad implements AutoCloseable {
    private static final int SOURCE_ID = 0;
    private static final int TARGET_ID = 0;

    private final TableDefinition table;
    private final List<Column> fields;
    private final Map<Integer, Datum> defaults;
    private final Rejections rejections;
    private final TextSource source;

    /**
     * @param fields the table's columns that the fields of a record go to, in the order of the files
     * @param defaults values of the other columns, by column id
     * @param time what texts of dates go by
     * @param journal keeps refused records; called by several workers at once
     * @param progress is told of what has been read
     * @throws SlipherException with 23502 if a NOT NULL column gets no value
     */
    public TableLoad(
            TableDefinition table,
            List<Column> fields,
            Map<Integer, Datum> defaults,
            CopyOptions options,
            List<? extends TextFile> files,
            SessionTime time,
            Consumer<RejectedRecord> journal,
            BlockListener progress) {
        this.table = table;
        this.fields = List.copyOf(fields);
        this.defaults = Map.copyOf(defaults);
        this.rejections = new Rejections(table.name(), fields, options.maxErrors(), journal);
        requireValues();
        var columns = fields.stream()
                .map(column -> new TextColumn(column.name(), column.type(), column.nullable()))
                .toList();
        this.source = new TextSource(files, options.format(), columns, time, rejections, progress);
    }

    private void requireValues() {
        for (var column : table.columns()) {
            if (!fields.contains(column)
                    && !isDrawn(column)
                    && !column.nullable()
                    && valueOf(column).isNull()) {
                throw new SlipherException(
                        SqlState.NOT_NULL_VIOLATION,
                        "null value in column \"%s\" of relation \"%s\" violates not-null constraint"
                                .formatted(column.name(), table.name()));
            }
        }
    }

    private Datum valueOf(Column column) {
        return defaults.getOrDefault(column.id(), Datum.Null.NULL);
    }

    /** Returns the plan that writes the rows, in runs by the sort key, and puts out one row with their number. */
    public PlanNode plan() {
        var columnIds = table.columns().stream().map(Column::id).toList();
        return new PlanNode.Write(TARGET_ID, writing(), completed(), TableOrder.of(table, columnIds));
    }

    /** Of an IDENTITY column that is in no file the values are drawn, so that the rows are not complete yet. */
    private Writing.Segments writing() {
        var ids = table.columns().stream()
                .map(column -> isDrawn(column) ? Writing.UNUSED : column.id())
                .toList();
        return ids.contains(Writing.UNUSED)
                ? new Writing.Segments(table, ids, Taking.NONE)
                : Writing.Segments.ofCompleteRows(table);
    }

    private boolean isDrawn(Column column) {
        return column.identity().isPresent() && !fields.contains(column);
    }

    /** Returns the plan that only reads the rows, and so checks the files. */
    public PlanNode check() {
        return completed();
    }

    private PlanNode completed() {
        var types = fields.stream().map(Column::type).toList();
        var scan = new PlanNode.ExternalScan(SOURCE_ID, table.name(), types, PlanNode.Estimate.UNKNOWN);
        if (fields.equals(table.columns())) {
            return scan;
        }
        var values = new ArrayList<Expression>();
        for (var column : table.columns()) {
            var field = fields.indexOf(column);
            values.add(
                    field >= 0
                            ? new Expression.ColumnReference(field, column.type())
                            : new Expression.Literal(valueOf(column), column.type()));
        }
        return new PlanNode.Project(scan, values);
    }

    /** Returns what the ids of the plan stand for. */
    public BoundInputs inputs(BoundTarget target) {
        return new BoundInputs(Map.of(), Map.of(), Map.of(SOURCE_ID, source), Map.of(TARGET_ID, target));
    }

    /** Returns the records refused so far. */
    public long rejectedCount() {
        return rejections.count();
    }

    @Override
    public void close() {
        source.close();
    }
}
