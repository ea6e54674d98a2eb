package dev.slipher.compute.expression.function;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The numerals that {@code RN} in a template of TO_CHAR asks for, in small letters for {@code rn}. */
enum RomanNumerals {
    CAPITAL,
    SMALL;

    private static final int WIDTH = 15;
    private static final int LARGEST = 3_999;
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"?");

    private static final String[] SYMBOLS = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
    private static final int[] VALUES = {1_000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};

    /** Returns the numerals if the template has any; everything else in it then counts for nothing, as in PostgreSQL. */
    static Optional<RomanNumerals> of(String template) {
        var symbols = QUOTED.matcher(template).replaceAll("");
        int place = symbols.toUpperCase(Locale.ROOT).indexOf("RN");
        return place < 0 ? Optional.empty() : Optional.of(symbols.charAt(place) == 'R' ? CAPITAL : SMALL);
    }

    /** Returns the number without its fraction, in 15 places if {@code fill}, and {@code #} for what has no numeral. */
    String format(BigDecimal value, boolean fill) {
        var rounded = value.setScale(0, RoundingMode.HALF_UP);
        if (rounded.signum() <= 0 || rounded.compareTo(BigDecimal.valueOf(LARGEST)) > 0) {
            return "#".repeat(WIDTH);
        }
        var numeral = new StringBuilder();
        int rest = rounded.intValueExact();
        for (int i = 0; i < VALUES.length; i++) {
            for (; rest >= VALUES[i]; rest -= VALUES[i]) {
                numeral.append(SYMBOLS[i]);
            }
        }
        var text = " ".repeat(fill ? WIDTH - numeral.length() : 0) + numeral;
        return this == CAPITAL ? text : text.toLowerCase(Locale.ROOT);
    }
}
