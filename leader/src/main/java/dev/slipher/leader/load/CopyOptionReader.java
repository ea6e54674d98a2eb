package dev.slipher.leader.load;

import dev.slipher.compute.source.text.TextFormat;
import dev.slipher.compute.source.text.TextFormat.DateTimeFormat;
import dev.slipher.compute.source.text.TextLayout;
import dev.slipher.leader.statement.DataStatement.CopyEndpoint;
import dev.slipher.leader.statement.DataStatement.CopyOption;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the options of a COPY FROM: Redshift's for files, PostgreSQL's for STDIN.
 *
 * <p>The two differ in defaults: a file's fields stand between bars and {@code \N} is null; the client's text is
 * PostgreSQL's format with tabs, and in its CSV an empty field without quotes is null.
 */
final class CopyOptionReader {
    private static final int MAX_ERRORS = 100_000;

    /** Accepted without effect: encodings and statistics are always kept, local files need no credentials, no row freezes. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "freeze",
            "compupdate",
            "statupdate",
            "comprows",
            "region",
            "iam_role",
            "credentials",
            "access_key_id",
            "secret_access_key",
            "session_token");

    private static final Set<String> KNOWN = Set.of(
            "format",
            "delimiter",
            "quote",
            "escape",
            "removequotes",
            "null",
            "gzip",
            "zstd",
            "manifest",
            "maxerror",
            "ignoreallerrors",
            "noload",
            "explicit_ids",
            "acceptanydate",
            "acceptinvchars",
            "blanksasnull",
            "emptyasnull",
            "dateformat",
            "timeformat",
            "encoding",
            "fillrecord",
            "ignoreblanklines",
            "ignoreheader",
            "header",
            "roundec",
            "trimblanks",
            "truncatecolumns",
            "fixedwidth",
            // Of formats that are refused as such.
            "mapping");

    private static final Map<String, Charset> ENCODINGS = Map.of(
            "UTF8", StandardCharsets.UTF_8,
            "UTF16", StandardCharsets.UTF_16,
            "UTF16LE", StandardCharsets.UTF_16LE,
            "UTF16BE", StandardCharsets.UTF_16BE,
            "ISO88591", StandardCharsets.ISO_8859_1);

    private final Map<String, CopyOption> options = new LinkedHashMap<>();
    private final boolean fromClient;

    private CopyOptionReader(boolean fromClient, List<CopyOption> given) {
        this.fromClient = fromClient;
        for (var option : given) {
            if (WITHOUT_EFFECT.contains(option.name())) {
                continue;
            }
            if (!KNOWN.contains(option.name())) {
                throw new SlipherException(
                                SqlState.FEATURE_NOT_SUPPORTED,
                                "COPY option \"%s\" is not supported".formatted(option.name()))
                        .withPosition(option.position());
            }
            if (options.put(option.name(), option) != null) {
                throw invalid(option, "conflicting or redundant options");
            }
        }
    }

    static CopyOptions read(CopyEndpoint endpoint, List<CopyOption> options) {
        return new CopyOptionReader(endpoint == CopyEndpoint.Client.CLIENT, options).read();
    }

    private CopyOptions read() {
        var layout = layout();
        var maxErrors = has("ignoreallerrors") ? Long.MAX_VALUE : number("maxerror", 0, MAX_ERRORS);
        return new CopyOptions(
                format(layout),
                compression(),
                charset(),
                has("manifest"),
                maxErrors,
                has("noload"),
                has("explicit_ids"));
    }

    private TextFormat format(TextLayout layout) {
        var nullMarker = value("null").map(CopyOptionReader::unescape).orElse(defaultNull(layout));
        var header = has("header") ? 1 : number("ignoreheader", 0, Long.MAX_VALUE);
        return new TextFormat(
                layout,
                nullMarker.getBytes(StandardCharsets.UTF_8),
                has("emptyasnull"),
                has("blanksasnull"),
                has("trimblanks"),
                has("truncatecolumns"),
                has("acceptinvchars") ? Optional.of(replacement()) : Optional.empty(),
                has("acceptanydate"),
                has("roundec") || fromClient,
                has("fillrecord"),
                has("ignoreblanklines"),
                header,
                dateTimeFormat("dateformat"),
                dateTimeFormat("timeformat"));
    }

    private TextLayout layout() {
        var kind = value("format").map(text -> text.toLowerCase(Locale.ROOT)).orElse("text");
        if (has("fixedwidth")) {
            kind = "fixedwidth";
        }
        switch (kind) {
            case "csv" -> {
                refuseWith("csv", "fixedwidth", "removequotes");
                if (!fromClient) {
                    refuseWith("csv", "escape");
                }
                var quote = oneByte("quote", '"');
                var delimiter = oneByte("delimiter", ',');
                requireDifferent(delimiter, quote);
                return new TextLayout.Csv(delimiter, quote, oneByte("escape", (char) quote));
            }
            case "fixedwidth" -> {
                refuseWith("fixedwidth", "delimiter");
                return new TextLayout.FixedWidth(widths());
            }
            case "text" -> {
                refuseWith("a text format", "quote");
                if (fromClient) {
                    return new TextLayout.PostgresText(oneByte("delimiter", '\t'));
                }
                return new TextLayout.Delimited(oneByte("delimiter", '|'), has("escape"), has("removequotes"));
            }
            default ->
                throw new SlipherException(
                        SqlState.FEATURE_NOT_SUPPORTED, "COPY format \"%s\" is not supported".formatted(kind));
        }
    }

    /** Nobody could tell the end of a field from its quotes. */
    static void requireDifferent(byte delimiter, byte quote) {
        if (delimiter == quote) {
            throw new SlipherException(SqlState.INVALID_PARAMETER_VALUE, "COPY delimiter and quote must be different");
        }
    }

    private void refuseWith(String format, String... names) {
        for (var name : names) {
            find(name).ifPresent(option -> {
                throw invalid(option, "%s cannot be used with %s".formatted(name.toUpperCase(Locale.ROOT), format));
            });
        }
    }

    private String defaultNull(TextLayout layout) {
        return fromClient && layout instanceof TextLayout.Csv ? "" : "\\N";
    }

    private Compression compression() {
        var zstd = find("zstd");
        if (has("gzip") && zstd.isPresent()) {
            throw invalid(zstd.get(), "conflicting or redundant options");
        }
        return has("gzip") ? Compression.GZIP : has("zstd") ? Compression.ZSTD : Compression.NONE;
    }

    private List<Integer> widths() {
        var text = value("fixedwidth").orElse("");
        var widths = new ArrayList<Integer>();
        for (var part : text.split(",", -1)) {
            var colon = part.lastIndexOf(':');
            try {
                var width = Integer.parseInt(part.substring(colon + 1).strip());
                if (width <= 0) {
                    throw new NumberFormatException("not positive");
                }
                widths.add(width);
            } catch (NumberFormatException e) {
                throw new SlipherException(
                                SqlState.INVALID_PARAMETER_VALUE,
                                "invalid FIXEDWIDTH specification \"%s\"".formatted(text),
                                e)
                        .withHint("Write it as 'label:width,label:width'.")
                        .withPosition(
                                find("fixedwidth").map(CopyOption::position).orElse(0));
            }
        }
        return widths;
    }

    private DateTimeFormat dateTimeFormat(String name) {
        var pattern = value(name).orElse("auto");
        return switch (pattern.toLowerCase(Locale.ROOT)) {
            case "auto" -> DateTimeFormat.Standard.STANDARD;
            case "epochsecs" -> DateTimeFormat.EpochSeconds.EPOCH_SECONDS;
            case "epochmillisecs" -> DateTimeFormat.EpochMilliseconds.EPOCH_MILLISECONDS;
            default -> new DateTimeFormat.Pattern(pattern);
        };
    }

    private Charset charset() {
        var given = value("encoding").orElse("UTF8");
        var charset =
                ENCODINGS.get(given.toUpperCase(Locale.ROOT).replace("-", "").replace("_", ""));
        if (charset == null || fromClient && !charset.equals(StandardCharsets.UTF_8)) {
            throw new SlipherException(
                            SqlState.FEATURE_NOT_SUPPORTED, "COPY encoding \"%s\" is not supported".formatted(given))
                    .withPosition(find("encoding").map(CopyOption::position).orElse(0));
        }
        return charset;
    }

    private byte replacement() {
        return oneByteOf(
                "acceptinvchars",
                value("acceptinvchars").filter(text -> !text.isEmpty()).orElse("?"));
    }

    private byte oneByte(String name, char otherwise) {
        return oneByteOf(name, value(name).map(CopyOptionReader::unescape).orElse(String.valueOf(otherwise)));
    }

    private static byte oneByteOf(String name, String text) {
        if (text.length() != 1 || text.charAt(0) > 0x7f || text.equals("\n") || text.equals("\r")) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED, "COPY %s must be a single one-byte character".formatted(name));
        }
        return (byte) text.charAt(0);
    }

    /** Takes {@code \t} and octal {@code \ddd} for the characters that they name. */
    private static String unescape(String text) {
        if (text.equals("\\t")) {
            return "\t";
        }
        if (text.matches("\\\\[0-3][0-7]{2}")) {
            return String.valueOf((char) Integer.parseInt(text.substring(1), 8));
        }
        return text;
    }

    private long number(String name, long otherwise, long max) {
        var given = find(name);
        if (given.isEmpty()) {
            return otherwise;
        }
        var option = given.get();
        try {
            var number = Long.parseLong(option.value().orElse(""));
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below with the numbers that are out of range.
        }
        throw new SlipherException(
                        SqlState.INVALID_PARAMETER_VALUE,
                        "invalid value for %s: \"%s\""
                                .formatted(
                                        name.toUpperCase(Locale.ROOT),
                                        option.value().orElse("")))
                .withHint(
                        max == Long.MAX_VALUE
                                ? "It must be a whole number from 0."
                                : "It must be a whole number from 0 to %d.".formatted(max))
                .withPosition(option.position());
    }

    private boolean has(String name) {
        return find(name).isPresent()
                && !value(name).map(CopyOptionReader::isFalse).orElse(false);
    }

    private static boolean isFalse(String text) {
        return text.equalsIgnoreCase("false") || text.equalsIgnoreCase("off") || text.equals("0");
    }

    private Optional<CopyOption> find(String name) {
        return Optional.ofNullable(options.get(name));
    }

    private Optional<String> value(String name) {
        return find(name).flatMap(CopyOption::value);
    }

    private static SlipherException invalid(CopyOption option, String message) {
        return new SlipherException(SqlState.SYNTAX_ERROR, message).withPosition(option.position());
    }
}
