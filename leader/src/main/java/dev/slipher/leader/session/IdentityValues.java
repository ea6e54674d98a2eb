package dev.slipher.leader.session;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.type.SqlType;

/** Draws the values of one table's IDENTITY columns in the session's transaction; for several threads. */
final class IdentityValues {
    private final SessionContext context;
    private final Table table;

    IdentityValues(SessionContext context, Table table) {
        this.context = context;
        this.table = table;
    }

    /** Returns new values of {@code column}, which has an IDENTITY, for the selected rows of {@code batch}. */
    Vector draw(Column column, Batch batch) {
        var identity = column.identity().orElseThrow();
        long drawn = draw(column.id(), batch.selectedCount());
        var values = LongVector.allocate(Math.max(batch.rowCount(), Batch.CAPACITY));
        for (int i = 0; i < batch.selectedCount(); i++) {
            values.values()[batch.position(i)] = identity.seed() + (drawn + i) * identity.step();
        }
        return column.type() == SqlType.Simple.INTEGER ? narrow(values, batch) : values;
    }

    private synchronized long draw(int columnId, int count) {
        return context.transaction().drawIdentities(context.table(table.oid()), columnId, count);
    }

    /** Returns the selected rows' values, which all fit, as ints. */
    private static IntVector narrow(LongVector longs, Batch batch) {
        var ints = IntVector.allocate(longs.values().length);
        for (int i = 0; i < batch.selectedCount(); i++) {
            int position = batch.position(i);
            ints.values()[position] = Math.toIntExact(longs.values()[position]);
        }
        return ints;
    }
}
