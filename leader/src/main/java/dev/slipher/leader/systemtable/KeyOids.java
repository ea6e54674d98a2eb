package dev.slipher.leader.systemtable;

import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.TableDefinition;

/**
 * Object ids of declared keys, which the catalog does not number: made from the table's oid and the key's place among
 * its constraints, above all others.
 */
final class KeyOids {
    private static final long FIRST = 0x8000_0000L;
    private static final int PER_TABLE = 32;

    private KeyOids() {}

    static long constraint(TableDefinition table, int ordinal) {
        return FIRST + (long) table.oid() * PER_TABLE + ordinal * 2L;
    }

    /** Returns the id of the index that PostgreSQL's clients expect behind a primary or unique key. */
    static long index(TableDefinition table, int ordinal) {
        return constraint(table, ordinal) + 1;
    }

    /** Returns an id for the default of a column, which nothing but {@code pg_attrdef} shows. */
    static long columnDefault(TableDefinition table, Column column) {
        return constraint(table, PER_TABLE / 2) + column.id();
    }
}
