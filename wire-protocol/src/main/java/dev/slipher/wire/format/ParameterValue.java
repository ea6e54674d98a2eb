package dev.slipher.wire.format;

import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.DecimalText;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;

/**
 * A parameter's value for one execution, in the physical form of its type.
 *
 * @param type what the statement takes, or a decimal that holds a number of more digits: parameters have no precision
 */
public record ParameterValue(Datum value, SqlType type) {
    /**
     * Returns the number that a text says.
     *
     * @param least the digits that its type has at least
     * @throws dev.slipher.storage.error.SlipherException 22P02 if the text is no number, 22003 if it is too large
     */
    public static ParameterValue ofNumber(SqlType.Decimal least, byte[] utf8) {
        var type = DecimalText.holding(least, DecimalText.parse(utf8, 0, utf8.length));
        return new ParameterValue(TypeText.parseDecimal(type, utf8, 0, utf8.length), type);
    }
}
