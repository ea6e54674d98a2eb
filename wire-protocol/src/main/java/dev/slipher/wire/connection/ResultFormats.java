package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.format.ValueFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * The formats in which a client wants a portal's columns: none (all text), one for all, or one each.
 */
public record ResultFormats(List<ValueFormat> formats) {
    /** Every column as text. */
    public static final ResultFormats TEXT = new ResultFormats(List.of());

    public ResultFormats {
        formats = List.copyOf(formats);
    }

    /**
     * Returns {@code columns} in the formats asked for.
     *
     * @throws SlipherException 08P01 if they are not as many
     */
    public List<ResultColumn> applyTo(List<ResultColumn> columns) {
        if (formats.isEmpty()) {
            return columns;
        }
        if (formats.size() != 1 && formats.size() != columns.size()) {
            throw new SlipherException(
                    SqlState.PROTOCOL_VIOLATION,
                    "bind message has %d result formats but query has %d columns"
                            .formatted(formats.size(), columns.size()));
        }
        var applied = new ArrayList<ResultColumn>(columns.size());
        for (var i = 0; i < columns.size(); i++) {
            applied.add(columns.get(i).withFormat(formats.get(formats.size() == 1 ? 0 : i)));
        }
        return applied;
    }
}
