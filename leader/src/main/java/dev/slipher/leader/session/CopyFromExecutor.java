package dev.slipher.leader.session;

import dev.slipher.compute.operator.Vectors;
import dev.slipher.compute.source.text.RecordBlock;
import dev.slipher.compute.source.text.RecordBlockReader;
import dev.slipher.compute.source.text.RejectedRecord;
import dev.slipher.compute.source.text.TextColumn;
import dev.slipher.compute.source.text.TextFile;
import dev.slipher.compute.source.text.TextParser;
import dev.slipher.leader.history.LoadLog;
import dev.slipher.leader.history.QueryRecord;
import dev.slipher.leader.history.SessionRecord;
import dev.slipher.leader.load.CopyFormat;
import dev.slipher.leader.load.CopyOptions;
import dev.slipher.leader.load.LocalFile;
import dev.slipher.leader.load.LocalFiles;
import dev.slipher.leader.load.Rejections;
import dev.slipher.leader.load.TableLoad;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.DataStatement.CopyEndpoint;
import dev.slipher.leader.transaction.LockMode;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Privilege.Right;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.wire.connection.Notice;
import dev.slipher.wire.format.CopyBinary;
import dev.slipher.wire.format.ValueFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Runs COPY FROM: files are read and written by all workers; what the client sends is parsed on the session's own thread,
 * and only written in a place of the queue, so that a slow client holds up nobody.
 */
final class CopyFromExecutor {
    private static final int CLIENT_BLOCK_BYTES = 64 << 10;

    /** Of wide rows a batch has fewer. */
    private static final int BINARY_BATCH_BYTES = 1 << 20;

    private final SessionContext context;
    private final QueryExecutor queries;

    CopyFromExecutor(SessionContext context, QueryExecutor queries) {
        this.context = context;
        this.queries = queries;
    }

    String copy(DataStatement.CopyFrom copy, StatementRun run) {
        TransactionExecutor.requireWritable(context, "COPY FROM");
        context.lockFirst(copy.table(), LockMode.APPEND);
        var table = context.names().table(copy.table());
        context.rights().require(Right.INSERT, table.definition());
        if (copy.endpoint() == CopyEndpoint.Client.CLIENT && CopyFormat.isBinary(copy.options())) {
            var options = CopyOptions.read(copy.endpoint(), List.of());
            var fields = fields(copy, table.definition(), options);
            return noted(run, () -> binary(table, fields, run));
        }
        var options = CopyOptions.read(copy.endpoint(), copy.options());
        var fields = fields(copy, table.definition(), options);
        return switch (copy.endpoint()) {
            case CopyEndpoint.Client _ -> noted(run, () -> fromClient(table, fields, options, run));
            case CopyEndpoint.Location(var url) -> {
                context.rights().requireSuperuser("COPY from a file of the server");
                var finder = new LocalFiles(options.compression(), options.charset());
                var files = options.manifest() ? finder.ofManifest(url) : finder.withPrefix(url);
                yield noted(run, () -> fromFiles(table, fields, options, files, run));
            }
        };
    }

    /** Loads, notes what the session may ask about its last COPY and returns the statement's tag. */
    private String noted(StatementRun run, LongSupplier load) {
        var query = run.record().id();
        context.record().setLastCopy(new SessionRecord.Load(query, 0));
        var rows = load.getAsLong();
        context.record().setLastCopy(new SessionRecord.Load(query, rows));
        return "COPY " + rows;
    }

    /** Returns the columns that the fields of a record go to, in their order. */
    private static List<Column> fields(DataStatement.CopyFrom copy, TableDefinition table, CopyOptions options) {
        if (copy.columns().isEmpty()) {
            return table.columns().stream()
                    .filter(column -> column.identity().isEmpty() || options.explicitIds())
                    .toList();
        }
        var fields = new ArrayList<Column>();
        var seen = new HashSet<Integer>();
        for (var name : copy.columns()) {
            var column = table.findColumn(name.name())
                    .orElseThrow(() -> new SlipherException(
                                    SqlState.UNDEFINED_COLUMN,
                                    "column \"%s\" of relation \"%s\" does not exist"
                                            .formatted(name.name(), table.name()))
                            .withPosition(name.position()));
            if (!seen.add(column.id())) {
                throw new SlipherException(
                                SqlState.DUPLICATE_COLUMN,
                                "column \"%s\" specified more than once".formatted(name.name()))
                        .withPosition(name.position());
            }
            if (!options.explicitIds()
                    && column.identity().map(identity -> !identity.byDefault()).orElse(false)) {
                throw new SlipherException(
                                SqlState.FEATURE_NOT_SUPPORTED,
                                "cannot load values into IDENTITY column \"%s\" without EXPLICIT_IDS"
                                        .formatted(column.name()))
                        .withPosition(name.position());
            }
            fields.add(column);
        }
        return fields;
    }

    private Map<Integer, Datum> defaults(TableDefinition table, List<Column> fields) {
        var defaults = new HashMap<Integer, Datum>();
        for (var column : table.columns()) {
            if (!fields.contains(column)) {
                column.defaultSql()
                        .ifPresent(
                                sql -> defaults.put(column.id(), context.plans().evaluateDefault(sql, column.type())));
            }
        }
        return defaults;
    }

    private long fromFiles(
            Table table, List<Column> fields, CopyOptions options, List<LocalFile> files, StatementRun run) {
        var definition = table.definition();
        var progress = new Progress(files, run.record());
        var write = new TableWrite(context, table);
        try (var load = new TableLoad(
                definition,
                fields,
                defaults(definition, fields),
                options,
                files,
                context.time(),
                journal(definition, fields, run.record()),
                progress::parsed)) {
            var plan = options.noLoad() ? load.check() : load.plan();
            queries.run(plan, load.inputs(write.target()), run.record(), _ -> {});
            write.stage();
            report(definition, progress.rowCount(), load.rejectedCount(), options, run);
            if (options.noLoad()) {
                return 0;
            }
            context.transaction().onceCommitted(progress::committed);
            return progress.rowCount();
        } finally {
            context.warehouse().loads().ended(run.record());
        }
    }

    private static void report(TableDefinition table, long rows, long rejected, CopyOptions options, StatementRun run) {
        run.sink()
                .notice(Notice.info("Load into table '%s' completed, %d record(s) %s successfully."
                        .formatted(table.name(), rows, options.noLoad() ? "scanned" : "loaded")));
        if (rejected > 0) {
            run.sink()
                    .notice(Notice.info(
                            "Load into table '%s' completed, %d record(s) could not be loaded.  Check 'stl_load_errors' system table for details."
                                    .formatted(table.name(), rejected)));
        }
    }

    private long fromClient(Table table, List<Column> fields, CopyOptions options, StatementRun run) {
        var definition = table.definition();
        var defaults = defaults(definition, fields);
        var columnIds = new ArrayList<>(fields.stream().map(Column::id).toList());
        columnIds.addAll(defaults.keySet());
        var rejections = new Rejections(
                definition.name(), fields, options.maxErrors(), journal(definition, fields, run.record()));
        var columns = fields.stream()
                .map(column -> new TextColumn(column.name(), column.type(), column.nullable()))
                .toList();
        var parser = new TextParser(options.format(), columns, context.time(), rejections);
        var block = new RecordBlock(CLIENT_BLOCK_BYTES);
        var in = run.sink().copyIn(ValueFormat.TEXT, fields.size());
        var reader = new RecordBlockReader("STDIN", in, options.format().layout());
        try (var writer = new RowWriter(context, queries, run.record(), table, columnIds)) {
            Consumer<Batch> out = batch -> writer.append(withDefaults(batch, definition, columnIds, defaults));
            while (reader.next(block)) {
                context.cancellation().check();
                parser.parse(reader.name(), block, out);
            }
            writer.finish();
            return writer.rowCount();
        }
    }

    /** Reads rows in PostgreSQL's binary format; the first that is wrong ends the statement. */
    private long binary(Table table, List<Column> fields, StatementRun run) {
        var definition = table.definition();
        var defaults = defaults(definition, fields);
        var columnIds = new ArrayList<>(fields.stream().map(Column::id).toList());
        columnIds.addAll(defaults.keySet());
        var types = fields.stream().map(Column::type).toList();
        try (var in = run.sink().copyIn(ValueFormat.BINARY, fields.size());
                var writer = new RowWriter(context, queries, run.record(), table, columnIds)) {
            var reader = new CopyBinary.Reader(in, types, context.time());
            var rows = new ArrayList<List<Datum>>();
            long written = 0;
            for (var row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
                if (rows.size() == Batch.CAPACITY || reader.valueBytes() - written >= BINARY_BATCH_BYTES) {
                    context.cancellation().check();
                    writer.append(withDefaults(Vectors.batch(rows, types), definition, columnIds, defaults));
                    rows.clear();
                    written = reader.valueBytes();
                }
            }
            if (!rows.isEmpty()) {
                writer.append(withDefaults(Vectors.batch(rows, types), definition, columnIds, defaults));
            }
            writer.finish();
            return writer.rowCount();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Batch withDefaults(
            Batch batch, TableDefinition table, List<Integer> columnIds, Map<Integer, Datum> defaults) {
        if (defaults.isEmpty()) {
            return batch;
        }
        var vectors = new Vector[columnIds.size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = i < batch.columnCount()
                    ? batch.column(i)
                    : new ConstantVector(
                            table.findColumn(columnIds.get(i))
                                    .orElseThrow()
                                    .type()
                                    .physicalKind(),
                            defaults.getOrDefault(columnIds.get(i), Datum.Null.NULL));
        }
        return batch.withColumns(vectors);
    }

    private Consumer<RejectedRecord> journal(TableDefinition table, List<Column> fields, QueryRecord record) {
        var loads = context.warehouse().loads();
        return rejected -> loads.failed(new LoadLog.RowError(
                record,
                table.oid(),
                context.now(),
                rejected.file(),
                rejected.line(),
                rejected.column().map(index -> fields.get(index).name()).orElse(""),
                rejected.column()
                        .map(index -> fields.get(index).type().toString())
                        .orElse(""),
                rejected.position(),
                rejected.rawLine(),
                rejected.rawField(),
                rejected.code().number(),
                rejected.code().reason()));
    }

    /** How far the files of one statement are, as other sessions see it. */
    private final class Progress {
        private final List<LocalFile> files;
        private final QueryRecord record;
        private final Map<String, LongAdder> rows = new ConcurrentHashMap<>();
        private final AtomicLong total = new AtomicLong();

        private Progress(List<LocalFile> files, QueryRecord record) {
            this.files = files;
            this.record = record;
        }

        private void parsed(TextFile file, long count) {
            total.addAndGet(count);
            var lines = rows.computeIfAbsent(file.name(), _ -> new LongAdder());
            lines.add(count);
            if (file instanceof LocalFile local) {
                context.warehouse()
                        .loads()
                        .progressed(new LoadLog.FileProgress(
                                record,
                                file.name(),
                                local.size(),
                                local.bytesRead().sum(),
                                lines.sum()));
            }
        }

        private long rowCount() {
            return total.get();
        }

        private void committed() {
            for (var file : files) {
                var lines = rows.get(file.name());
                context.warehouse()
                        .loads()
                        .committed(new LoadLog.FileCommit(
                                record, file.name(), lines == null ? 0 : lines.sum(), file.size(), context.now()));
            }
        }
    }
}
