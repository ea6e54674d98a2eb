package dev.slipher.leader.launch;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of a number of bytes: a whole number and one of k, m, g, t, all powers of 1,024. */
final class MemorySize {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([kmgt])(?:i?b)?|(\\d{1,18})b?");
    private static final String UNITS = "kmgt";

    private MemorySize() {}

    /** Returns the number of bytes, or nothing if the text is not a size. */
    static OptionalLong parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        if (matcher.group(3) != null) {
            return OptionalLong.of(Long.parseLong(matcher.group(3)));
        }
        long number = Long.parseLong(matcher.group(1));
        int shift = 10 * (UNITS.indexOf(matcher.group(2)) + 1);
        return number > Long.MAX_VALUE >> shift ? OptionalLong.empty() : OptionalLong.of(number << shift);
    }

    /** Returns the size in the largest unit that leaves a whole number. */
    static String format(long bytes) {
        int unit = 0;
        long number = bytes;
        while (unit < UNITS.length() && number != 0 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return unit == 0 ? Long.toString(number) : number + UNITS.substring(unit - 1, unit);
    }
}
