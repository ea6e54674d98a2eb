package dev.slipher.compute.source.text;

import dev.slipher.compute.expression.template.DateTemplate;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** A DATEFORMAT or TIMEFORMAT such as {@code DD.MM.YYYY HH:MI:SS}; its HH counts to 23 unless it has AM or PM. */
final class DatePattern {
    private static final Pattern HALF_DAY = Pattern.compile("(?i)[AP]\\.?M");
    private static final Pattern HOUR = Pattern.compile("(?i)HH(?!12|24)");
    private static final Pattern ZONE = Pattern.compile("(?i)OF|TZ");

    private final DateTemplate template;

    /**
     * @throws SlipherException with 0A000 for a pattern of zones
     */
    DatePattern(String format) {
        if (ZONE.matcher(format).find()) {
            throw new SlipherException(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "zones in format \"%s\" are not supported".formatted(format))
                    .withHint("'auto' reads ISO 8601 with a zone.");
        }
        var hours =
                HALF_DAY.matcher(format).find() ? format : HOUR.matcher(format).replaceAll("HH24");
        template = DateTemplate.compile(hours.toUpperCase(Locale.ROOT));
    }

    /**
     * Returns the local time in µs since 2000-01-01.
     *
     * @throws SlipherException if the bytes are no such date
     */
    long micros(byte[] bytes, int from, int to) {
        return template.parseWhole(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }
}
