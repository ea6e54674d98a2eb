package dev.slipher.compute.expression.template;

import java.util.Locale;

/** The words of dates, and how a template's spelling of them asks for capitals. */
final class DateNames {
    static final String[] MONTHS = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };
    static final String[] DAYS = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    static final String[] SHORT_MONTHS = shortened(MONTHS);
    static final String[] SHORT_DAYS = shortened(DAYS);
    static final String[] ROMAN_MONTHS = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"};
    static final String[] HALF_DAYS = {"AM", "PM"};
    static final String[] DOTTED_HALF_DAYS = {"A.M.", "P.M."};
    static final String[] ERAS = {"AD", "BC"};
    static final String[] DOTTED_ERAS = {"A.D.", "B.C."};

    private DateNames() {}

    /** Returns a word in capitals, in small letters, or as it is, after the first two letters of a pattern. */
    static String cased(String word, String pattern) {
        if (Character.isLowerCase(pattern.charAt(0))) {
            return word.toLowerCase(Locale.ROOT);
        }
        return Character.isLowerCase(pattern.charAt(1)) ? word : word.toUpperCase(Locale.ROOT);
    }

    private static String[] shortened(String[] names) {
        var result = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            result[i] = names[i].substring(0, 3);
        }
        return result;
    }
}
