package dev.slipher.wire.connection;

import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.format.ValueFormat;
import dev.slipher.wire.format.WireType;

/**
 * A column of a result as the client is told of it.
 *
 * @param type of the vectors
 * @param wireType by which the client knows the type; {@link WireType#of} unless the engine knows better
 * @param tableOid and {@code columnNumber}: the table's column that it shows, 0 and 0 for any other expression
 */
public record ResultColumn(
        String name, SqlType type, WireType wireType, int tableOid, int columnNumber, ValueFormat format) {
    /** Returns a text column that is no table's. */
    public static ResultColumn of(String name, SqlType type) {
        return of(name, type, 0, 0);
    }

    /** Returns a text column that shows column {@code columnNumber}, counted from 1, of a table. */
    public static ResultColumn of(String name, SqlType type, int tableOid, int columnNumber) {
        return new ResultColumn(name, type, WireType.of(type), tableOid, columnNumber, ValueFormat.TEXT);
    }

    /** Returns this column without a length or precision for the client to go by. */
    public ResultColumn withoutModifier() {
        var open = new WireType(wireType.oid(), wireType.length(), -1);
        return new ResultColumn(name, type, open, tableOid, columnNumber, format);
    }

    /** Returns this column in {@code other} format. */
    public ResultColumn withFormat(ValueFormat other) {
        return new ResultColumn(name, type, wireType, tableOid, columnNumber, other);
    }
}
