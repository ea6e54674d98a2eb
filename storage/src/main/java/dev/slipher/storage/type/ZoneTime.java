package dev.slipher.storage.type;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Time zones: conversions of µs since 2000-01-01 between UTC and local time, and the names that SQL gives zones. */
public final class ZoneTime {
    /** The TIMESTAMP {@code 'infinity'}. */
    public static final long INFINITY = Long.MAX_VALUE;

    /** The TIMESTAMP {@code '-infinity'}. */
    public static final long MINUS_INFINITY = Long.MIN_VALUE;

    public static final long MICROS_PER_SECOND = 1_000_000;
    public static final long MICROS_PER_DAY = 86_400_000_000L;

    /** The first legal timestamp, 4713-11-24 BC. */
    public static final long MIN_MICROS = CivilDate.MIN_DAY * MICROS_PER_DAY;

    /** The first timestamp past the last legal one, 294277-01-01. */
    public static final long END_MICROS = CivilDate.toDay(294_277, 1, 1) * MICROS_PER_DAY;

    /** Seconds from 1970-01-01 to 2000-01-01. */
    public static final long UNIX_EPOCH_SECONDS = 946_684_800L;

    /** Abbreviations with their offset in quarters of an hour east. */
    private static final Map<String, Integer> ABBREVIATIONS = Map.ofEntries(
            Map.entry("utc", 0),
            Map.entry("gmt", 0),
            Map.entry("z", 0),
            Map.entry("zulu", 0),
            Map.entry("wet", 0),
            Map.entry("ut", 0),
            Map.entry("est", -20),
            Map.entry("edt", -16),
            Map.entry("cst", -24),
            Map.entry("cdt", -20),
            Map.entry("mst", -28),
            Map.entry("mdt", -24),
            Map.entry("pst", -32),
            Map.entry("pdt", -28),
            Map.entry("akst", -36),
            Map.entry("akdt", -32),
            Map.entry("hst", -40),
            Map.entry("ast", -16),
            Map.entry("adt", -12),
            Map.entry("nst", -14),
            Map.entry("cet", 4),
            Map.entry("cest", 8),
            Map.entry("met", 4),
            Map.entry("mest", 8),
            Map.entry("bst", 4),
            Map.entry("west", 4),
            Map.entry("eet", 8),
            Map.entry("eest", 12),
            Map.entry("msk", 12),
            Map.entry("ist", 8),
            Map.entry("jst", 36),
            Map.entry("kst", 36),
            Map.entry("aest", 40),
            Map.entry("aedt", 44),
            Map.entry("acst", 38),
            Map.entry("awst", 32),
            Map.entry("nzst", 48),
            Map.entry("nzdt", 52),
            Map.entry("sgt", 32),
            Map.entry("hkt", 32));

    private ZoneTime() {}

    /** Returns the offset from UTC in seconds, positive to the east, at a UTC time. */
    public static int offsetSeconds(long utcMicros, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        if (rules.isFixedOffset()) {
            return rules.getOffset(Instant.EPOCH).getTotalSeconds();
        }
        return rules.getOffset(Instant.ofEpochSecond(Math.floorDiv(utcMicros, MICROS_PER_SECOND) + UNIX_EPOCH_SECONDS))
                .getTotalSeconds();
    }

    /** Returns what clocks in {@code zone} show at a UTC time; infinities stay. */
    public static long toLocal(long utcMicros, ZoneId zone) {
        if (isInfinite(utcMicros)) {
            return utcMicros;
        }
        return utcMicros + offsetSeconds(utcMicros, zone) * MICROS_PER_SECOND;
    }

    /**
     * Returns the UTC time at which clocks in {@code zone} show {@code localMicros}; infinities stay.
     *
     * <p>As in PostgreSQL, a time skipped in spring counts in the offset before, one that occurs twice in autumn in the
     * offset after.
     */
    public static long toUtc(long localMicros, ZoneId zone) {
        if (isInfinite(localMicros)) {
            return localMicros;
        }
        ZoneRules rules = zone.getRules();
        int offset;
        if (rules.isFixedOffset()) {
            offset = rules.getOffset(Instant.EPOCH).getTotalSeconds();
        } else {
            long seconds = Math.floorDiv(localMicros, MICROS_PER_SECOND) + UNIX_EPOCH_SECONDS;
            var local = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
            var transition = rules.getTransition(local);
            if (transition == null) {
                offset = rules.getOffset(local).getTotalSeconds();
            } else {
                offset = (transition.isGap() ? transition.getOffsetBefore() : transition.getOffsetAfter())
                        .getTotalSeconds();
            }
        }
        return localMicros - offset * MICROS_PER_SECOND;
    }

    public static boolean isInfinite(long micros) {
        return micros == INFINITY || micros == MINUS_INFINITY;
    }

    /** Returns whether a finite timestamp is one that PostgreSQL knows. */
    public static boolean isInRange(long micros) {
        return micros >= MIN_MICROS && micros < END_MICROS;
    }

    /**
     * Returns the zone that SQL calls {@code name}: a region, an abbreviation, or an offset, which as in POSIX counts
     * west of Greenwich.
     */
    public static ZoneId parse(String name) {
        return find(name)
                .orElseThrow(() -> new SlipherException(
                        SqlState.INVALID_PARAMETER_VALUE, "time zone \"%s\" not recognized".formatted(name)));
    }

    static Optional<ZoneId> find(String name) {
        var key = name.strip().toLowerCase(Locale.ROOT);
        var quarters = ABBREVIATIONS.get(key);
        if (quarters != null) {
            return Optional.of(quarters == 0 ? ZoneOffset.UTC : ZoneOffset.ofTotalSeconds(quarters * 900));
        }
        var region = Regions.BY_NAME.get(key);
        if (region != null) {
            return Optional.of(ZoneId.of(region));
        }
        int sign = 0;
        while (sign < key.length() && Character.isLetter(key.charAt(sign))) {
            sign++;
        }
        if (sign == key.length()) {
            return Optional.empty();
        }
        try {
            boolean west = key.charAt(sign) != '-';
            int start = "+-".indexOf(key.charAt(sign)) >= 0 ? sign + 1 : sign;
            var parts = key.substring(start).split(":");
            int seconds = Integer.parseInt(parts[0]) * 3_600
                    + (parts.length > 1 ? Integer.parseInt(parts[1]) * 60 : 0)
                    + (parts.length > 2 ? Integer.parseInt(parts[2]) : 0);
            return parts.length > 3
                    ? Optional.empty()
                    : Optional.of(ZoneOffset.ofTotalSeconds(west ? -seconds : seconds));
        } catch (NumberFormatException | DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Loaded when a zone is first named, since the list of regions takes a while. */
    private static final class Regions {
        static final Map<String, String> BY_NAME = new TreeMap<>();

        static {
            for (var id : ZoneId.getAvailableZoneIds()) {
                BY_NAME.put(id.toLowerCase(Locale.ROOT), id);
            }
        }
    }
}
