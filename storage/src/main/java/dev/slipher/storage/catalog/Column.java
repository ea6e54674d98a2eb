package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.Optional;

/**
 * A column of a table.
 *
 * @param id permanent within its table, from 1, never reused; segments name columns by it
 * @param defaultSql the text of the DEFAULT expression, evaluated for each INSERT that leaves the column out
 * @param missingValue what rows of segments written before the column existed hold
 * @param identity the seed and step of an IDENTITY column
 * @param encoding the keyword after ENCODE as the user wrote it, shown and otherwise a hint
 */
@Tag(57)
public record Column(
        int id,
        String name,
        SqlType type,
        boolean nullable,
        Optional<String> defaultSql,
        Datum missingValue,
        Optional<Identity> identity,
        Optional<String> encoding) {
    /**
     * The numbers that an IDENTITY column draws.
     *
     * @param byDefault whether INSERT may give its own value
     */
    @Tag(58)
    public record Identity(long seed, long step, boolean byDefault) {}
}
