package dev.slipher.compute.operator.recursion;

import dev.slipher.compute.memory.MemoryAccount;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.Equality;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows that have come so far, by which UNION leaves later ones out; in memory alone. */
final class KnownRows implements AutoCloseable {
    private static final int ROW_OVERHEAD_BYTES = 96;
    private static final int VALUE_OVERHEAD_BYTES = 40;

    private final List<SqlType> types;
    private final MemoryAccount account;
    private final Set<List<Datum>> rows = new HashSet<>();
    private long reservedBytes;

    KnownRows(List<SqlType> types, MemoryAccount account) {
        this.types = types;
        this.account = account;
    }

    /** Selects the rows of a batch that had not come before. */
    void selectNew(Batch batch) {
        var positions = new int[batch.rowCount()];
        var count = 0;
        for (var i = 0; i < batch.rowCount(); i++) {
            if (add(batch, i)) {
                positions[count++] = i;
            }
        }
        batch.select(positions, count);
    }

    private boolean add(Batch batch, int position) {
        var row = new ArrayList<Datum>(types.size());
        var bytes = (long) ROW_OVERHEAD_BYTES;
        for (var c = 0; c < types.size(); c++) {
            var value = Equality.canonical(types.get(c), batch.column(c).datum(position));
            bytes += VALUE_OVERHEAD_BYTES + (value instanceof Datum.Bytes(var text) ? text.length : 0);
            row.add(value);
        }
        if (rows.contains(row)) {
            return false;
        }
        account.reserve(bytes, "the set of rows that a recursive UNION has made");
        reservedBytes += bytes;
        return rows.add(row);
    }

    @Override
    public void close() {
        rows.clear();
        account.release(reservedBytes);
        reservedBytes = 0;
    }
}
