package dev.slipher.leader.load;

import dev.slipher.leader.statement.DataStatement.CopyOption;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.List;
import java.util.Locale;

/**
 * What the options of a COPY TO STDOUT come to.
 *
 * @param csv whether lines are CSV; else PostgreSQL's text format
 * @param quote stands around CSV fields that need it
 * @param escape stands before a quote inside quotes
 * @param header whether the first line names the columns
 */
public record CopyToOptions(boolean csv, byte delimiter, String nullMarker, byte quote, byte escape, boolean header) {
    /**
     * Reads {@code options}.
     *
     * @throws SlipherException with 0A000 for one we lack, 22023 for a delimiter that is the quote, too
     */
    public static CopyToOptions read(List<CopyOption> options) {
        var csv = options.stream().anyMatch(CopyToOptions::isCsv);
        var result = new CopyToOptions(csv, (byte) (csv ? ',' : '\t'), csv ? "" : "\\N", (byte) '"', (byte) '"', false);
        for (var option : options) {
            result = result.with(option);
        }
        if (csv) {
            CopyOptionReader.requireDifferent(result.delimiter, result.quote);
        }
        return result;
    }

    private static boolean isCsv(CopyOption option) {
        return option.name().equals("format")
                && option.value()
                        .map(text -> text.toLowerCase(Locale.ROOT))
                        .orElse("")
                        .equals("csv");
    }

    private CopyToOptions with(CopyOption option) {
        var value = option.value().orElse("");
        return switch (option.name()) {
            case "format" -> {
                if (!isCsv(option) && !value.equalsIgnoreCase("text")) {
                    throw unsupported(option, "COPY format \"%s\" is not supported".formatted(value));
                }
                yield this;
            }
            case "delimiter" -> new CopyToOptions(csv, oneByte(option, value), nullMarker, quote, escape, header);
            case "null" -> new CopyToOptions(csv, delimiter, value, quote, escape, header);
            case "quote" -> new CopyToOptions(csv, delimiter, nullMarker, oneByte(option, value), escape, header);
            case "escape" -> new CopyToOptions(csv, delimiter, nullMarker, quote, oneByte(option, value), header);
            case "header" ->
                new CopyToOptions(csv, delimiter, nullMarker, quote, escape, !value.equalsIgnoreCase("false"));
            default -> throw unsupported(option, "COPY option \"%s\" is not supported".formatted(option.name()));
        };
    }

    private static byte oneByte(CopyOption option, String text) {
        var plain = text.equals("\\t") ? "\t" : text;
        if (plain.length() != 1 || plain.charAt(0) > 0x7f) {
            throw unsupported(option, "COPY %s must be a single one-byte character".formatted(option.name()));
        }
        return (byte) plain.charAt(0);
    }

    private static SlipherException unsupported(CopyOption option, String message) {
        return new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, message).withPosition(option.position());
    }
}
