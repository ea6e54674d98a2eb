package dev.slipher.compute.source.text;

import java.util.Optional;

/**
 * How a text file is read: its layout and what Redshift's COPY calls data conversion parameters.
 *
 * @param nullMarker the field that stands for NULL, {@code \N} unless NULL AS says otherwise
 * @param emptyAsNull whether empty strings become NULL; empty fields of other types always do
 * @param blanksAsNull whether strings of blanks become NULL
 * @param trimBlanks whether trailing blanks of VARCHARs are taken off
 * @param truncateColumns whether too long strings are cut instead of refused
 * @param invalidCharacter what replaces each byte of invalid UTF-8; absent to refuse it
 * @param acceptAnyDate whether a date or timestamp that cannot be read becomes NULL instead of an error
 * @param roundDecimals whether surplus decimal digits are rounded instead of cut
 * @param fillRecord whether a record may end before its last columns
 * @param ignoreBlankLines whether lines with nothing but a line feed are skipped
 * @param ignoreHeader lines to skip at the beginning of each file
 * @param dateFormat DATEFORMAT
 * @param timeFormat TIMEFORMAT
 */
public record TextFormat(
        TextLayout layout,
        byte[] nullMarker,
        boolean emptyAsNull,
        boolean blanksAsNull,
        boolean trimBlanks,
        boolean truncateColumns,
        Optional<Byte> invalidCharacter,
        boolean acceptAnyDate,
        boolean roundDecimals,
        boolean fillRecord,
        boolean ignoreBlankLines,
        long ignoreHeader,
        DateTimeFormat dateFormat,
        DateTimeFormat timeFormat) {
    /** How dates or times are written. */
    public sealed interface DateTimeFormat {
        /** ISO 8601 and, more slowly, whatever PostgreSQL's input functions accept; also 'auto'. */
        enum Standard implements DateTimeFormat {
            STANDARD
        }

        /** Seconds since 1970-01-01, with a fraction. */
        enum EpochSeconds implements DateTimeFormat {
            EPOCH_SECONDS
        }

        /** Milliseconds since 1970-01-01. */
        enum EpochMilliseconds implements DateTimeFormat {
            EPOCH_MILLISECONDS
        }

        /** A template pattern such as {@code DD.MM.YYYY}. */
        record Pattern(String pattern) implements DateTimeFormat {}
    }

    /** Returns this format for files without a header. */
    TextFormat withoutHeader() {
        return new TextFormat(
                layout,
                nullMarker,
                emptyAsNull,
                blanksAsNull,
                trimBlanks,
                truncateColumns,
                invalidCharacter,
                acceptAnyDate,
                roundDecimals,
                fillRecord,
                ignoreBlankLines,
                0,
                dateFormat,
                timeFormat);
    }

    /** Returns COPY's defaults for {@code layout} with the null marker {@code \N}. */
    public static TextFormat of(TextLayout layout) {
        return new TextFormat(
                layout,
                new byte[] {'\\', 'N'},
                false,
                false,
                false,
                false,
                Optional.empty(),
                false,
                false,
                false,
                false,
                0,
                DateTimeFormat.Standard.STANDARD,
                DateTimeFormat.Standard.STANDARD);
    }
}
