package dev.slipher.leader.load;

import dev.slipher.compute.source.text.RejectedRecord;
import dev.slipher.compute.source.text.RejectionHandler;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Ends a load at the MAXERRORth refused record, and at the first if that is 0. */
public final class Rejections implements RejectionHandler {
    private final String table;
    private final List<Column> fields;
    private final long maxErrors;
    private final Consumer<RejectedRecord> journal;
    private final AtomicLong count = new AtomicLong();

    /**
     * @param fields the columns that the fields of a record go to
     * @param journal keeps what is refused; called by several workers at once
     */
    public Rejections(String table, List<Column> fields, long maxErrors, Consumer<RejectedRecord> journal) {
        this.table = table;
        this.fields = List.copyOf(fields);
        this.maxErrors = Math.max(1, maxErrors);
        this.journal = journal;
    }

    @Override
    public void reject(RejectedRecord rejected) {
        journal.accept(rejected);
        if (count.incrementAndGet() >= maxErrors) {
            throw new SlipherException(
                            SqlState.BAD_COPY_FILE_FORMAT,
                            "Load into table '%s' failed.  Check 'stl_load_errors' system table for details."
                                    .formatted(table))
                    .withDetail(describe(rejected));
        }
    }

    /** Returns the records refused so far. */
    public long count() {
        return count.get();
    }

    private String describe(RejectedRecord rejected) {
        var place = "%s, line %d".formatted(rejected.file(), rejected.line());
        return rejected.column()
                .map(index -> "%s, column \"%s\": %s: \"%s\""
                        .formatted(
                                place, fields.get(index).name(), rejected.code().reason(), rejected.rawField()))
                .orElseGet(() -> "%s: %s".formatted(place, rejected.code().reason()));
    }
}
