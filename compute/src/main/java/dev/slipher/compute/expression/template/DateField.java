package dev.slipher.compute.expression.template;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a pattern of a date's template stands for. */
enum DateField {
    HALF_DAY(Kind.WORD, Convention.ANY, "AM", "PM"),
    DOTTED_HALF_DAY(Kind.WORD, Convention.ANY, "A.M.", "P.M."),
    ERA(Kind.WORD, Convention.ANY, "AD", "BC"),
    DOTTED_ERA(Kind.WORD, Convention.ANY, "A.D.", "B.C."),
    CENTURY(Kind.NUMBER, Convention.ANY, "CC"),
    YEAR(Kind.NUMBER, Convention.GREGORIAN, "YYYY", "YYY", "YY", "Y"),
    YEAR_WITH_COMMA(Kind.NUMBER, Convention.GREGORIAN, "Y,YYY"),
    ISO_YEAR(Kind.NUMBER, Convention.ISO_WEEK, "IYYY", "IYY", "IY", "I"),
    QUARTER(Kind.NUMBER, Convention.ANY, "Q"),
    MONTH(Kind.NUMBER, Convention.GREGORIAN, "MM"),
    MONTH_NAME(Kind.NAME, Convention.GREGORIAN, "MONTH"),
    SHORT_MONTH_NAME(Kind.NAME, Convention.GREGORIAN, "MON"),
    ROMAN_MONTH(Kind.WORD, Convention.GREGORIAN, "RM"),
    WEEK_OF_MONTH(Kind.NUMBER, Convention.GREGORIAN, "W"),
    WEEK_OF_YEAR(Kind.NUMBER, Convention.GREGORIAN, "WW"),
    ISO_WEEK(Kind.NUMBER, Convention.ISO_WEEK, "IW"),
    DAY_NAME(Kind.NAME, Convention.ANY, "DAY"),
    SHORT_DAY_NAME(Kind.NAME, Convention.ANY, "DY"),
    DAY_OF_YEAR(Kind.NUMBER, Convention.GREGORIAN, "DDD"),
    ISO_DAY_OF_YEAR(Kind.NUMBER, Convention.ISO_WEEK, "IDDD"),
    DAY_OF_MONTH(Kind.NUMBER, Convention.GREGORIAN, "DD"),
    DAY_OF_WEEK(Kind.NUMBER, Convention.GREGORIAN, "D"),
    ISO_DAY_OF_WEEK(Kind.NUMBER, Convention.ISO_WEEK, "ID"),
    JULIAN_DAY(Kind.NUMBER, Convention.ANY, "J"),
    HOUR_24(Kind.NUMBER, Convention.ANY, "HH24"),
    HOUR_12(Kind.NUMBER, Convention.ANY, "HH12", "HH"),
    MINUTE(Kind.NUMBER, Convention.ANY, "MI"),
    SECOND(Kind.NUMBER, Convention.ANY, "SS"),
    SECOND_OF_DAY(Kind.NUMBER, Convention.ANY, "SSSSS", "SSSS"),
    MILLISECOND(Kind.NUMBER, Convention.ANY, "MS"),
    MICROSECOND(Kind.NUMBER, Convention.ANY, "US"),
    FRACTION(Kind.NUMBER, Convention.ANY, "FF1", "FF2", "FF3", "FF4", "FF5", "FF6"),
    ZONE(Kind.WORD, Convention.ANY, "TZ"),
    OFFSET(Kind.WORD, Convention.ANY, "OF"),
    OFFSET_HOUR(Kind.WORD, Convention.ANY, "TZH"),
    OFFSET_MINUTE(Kind.NUMBER, Convention.ANY, "TZM"),
    /** Says that what follows is as wide as the template; no part of a date. */
    FIXED(Kind.WORD, Convention.ANY, "FX");

    /** The calendar that a field belongs to; a text is read by one of them. */
    enum Convention {
        ANY,
        GREGORIAN,
        ISO_WEEK
    }

    private enum Kind {
        NUMBER,
        WORD,
        /** A word that may also be spelled like {@code Month}. */
        NAME
    }

    private static final Map<String, DateField> BY_SPELLING = bySpelling();

    private static final List<String> SPELLINGS = BY_SPELLING.keySet().stream()
            .sorted(Comparator.comparingInt(spelling -> -spelling.length()))
            .toList();

    private final Kind kind;
    private final Convention convention;
    private final String[] spellings;

    DateField(Kind kind, Convention convention, String... spellings) {
        this.kind = kind;
        this.convention = convention;
        this.spellings = spellings;
    }

    /** Returns the longest pattern that begins at a place of a template, as it is spelled there; "" for none. */
    static String spellingAt(String template, int at) {
        for (var spelling : SPELLINGS) {
            if (template.startsWith(spelling, at)) {
                return spelling;
            }
        }
        return "";
    }

    static DateField of(String spelling) {
        var field = BY_SPELLING.get(spelling);
        if (field == null) {
            throw new IllegalArgumentException(spelling);
        }
        return field;
    }

    /** Whether a text has digits for this field, so that a number just before it must end in time. */
    boolean isNumber() {
        return kind == Kind.NUMBER;
    }

    Convention convention() {
        return convention;
    }

    private static Map<String, DateField> bySpelling() {
        var fields = new TreeMap<String, DateField>();
        for (var field : values()) {
            for (var spelling : field.spellings) {
                var small = spelling.toLowerCase(Locale.ROOT);
                fields.put(spelling, field);
                fields.put(small, field);
                if (field.kind == Kind.NAME) {
                    fields.put(spelling.charAt(0) + small.substring(1), field);
                }
            }
        }
        return fields;
    }
}
