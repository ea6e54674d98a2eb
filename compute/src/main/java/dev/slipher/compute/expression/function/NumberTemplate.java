package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** A template of TO_CHAR and TO_NUMBER for numbers: 9 0 . D , G S MI PL PR SG $ L RN FM and literal text. */
final class NumberTemplate {
    private final String template;
    private final int wholeDigits;
    private final int fractionDigits;
    private final int firstZero;
    private final boolean fill;
    private final boolean leadingSign;
    private final boolean ownSign;
    private final Optional<RomanNumerals> roman;

    private NumberTemplate(String template) {
        this.template = template.replaceFirst("(?i)FM", "");
        this.fill = this.template.length() == template.length();
        int whole = 0;
        int fraction = 0;
        int zero = Integer.MAX_VALUE;
        boolean point = false;
        var symbols = this.template.toUpperCase(Locale.ROOT);
        for (int i = 0; i < symbols.length(); i++) {
            char c = symbols.charAt(i);
            if (c == '.' || c == 'D') {
                point = true;
            } else if (c == '9' || c == '0') {
                zero = c == '0' && !point ? Math.min(zero, whole) : zero;
                whole += point ? 0 : 1;
                fraction += point ? 1 : 0;
            }
        }
        wholeDigits = whole;
        fractionDigits = fraction;
        firstZero = zero;
        var upper = this.template.toUpperCase(Locale.ROOT);
        leadingSign = upper.startsWith("S");
        ownSign = !leadingSign && upper.contains("S")
                || upper.contains("MI")
                || upper.contains("PL")
                || upper.contains("PR");
        roman = RomanNumerals.of(this.template);
    }

    static NumberTemplate compile(String template) {
        return new NumberTemplate(template);
    }

    void format(BigDecimal value, ByteSink out) {
        if (roman.isPresent()) {
            out.append(roman.get().format(value, fill));
            return;
        }
        var rounded = value.setScale(fractionDigits, RoundingMode.HALF_UP);
        boolean negative = rounded.signum() < 0;
        var digits = rounded.abs().unscaledValue().toString();
        digits = "0".repeat(Math.max(0, fractionDigits + 1 - digits.length())) + digits;
        var whole = digits.substring(0, digits.length() - fractionDigits);
        // Before a fraction no zero is printed for none.
        whole = whole.equals("0") && (fractionDigits > 0 || wholeDigits == 0) ? "" : whole;
        boolean overflow = whole.length() > wholeDigits;
        var body = new StringBuilder();
        var fraction = digits.substring(digits.length() - fractionDigits);
        layOut(overflow, whole, fraction, negative, body);
        var text = body.toString();
        if (!ownSign) {
            text = signed(text, negative ? '-' : leadingSign ? '+' : ' ');
        }
        out.append(fill ? text : trimmed(text));
    }

    /** The sign stands right before the first thing that is printed. */
    private static String signed(String text, char sign) {
        int blanks = 0;
        while (blanks < text.length() && text.charAt(blanks) == ' ') {
            blanks++;
        }
        return " ".repeat(blanks) + sign + text.substring(blanks);
    }

    private String trimmed(String text) {
        var result = text.strip();
        int point = result.indexOf('.');
        if (point >= 0 && template.indexOf('0', Math.max(template.indexOf('.'), 0)) < 0) {
            result = result.replaceAll("0+$", "");
        }
        return result;
    }

    private void layOut(boolean overflow, String whole, String fraction, boolean negative, StringBuilder out) {
        int place = 0;
        int fractionPlace = 0;
        boolean point = false;
        boolean started = false;
        for (int i = leadingSign ? 1 : 0; i < template.length(); i++) {
            char c = Character.toUpperCase(template.charAt(i));
            char next = i + 1 < template.length() ? Character.toUpperCase(template.charAt(i + 1)) : ' ';
            switch (c) {
                case '9', '0' -> {
                    if (point) {
                        out.append(overflow ? '#' : fraction.charAt(fractionPlace++));
                    } else {
                        int index = whole.length() - (wholeDigits - place);
                        boolean shown = index >= 0 || place >= firstZero;
                        started |= shown;
                        out.append(overflow ? '#' : index >= 0 ? whole.charAt(index) : shown ? '0' : ' ');
                        place++;
                    }
                }
                case '.', 'D' -> {
                    point = true;
                    out.append('.');
                }
                case ',', 'G' -> out.append(started || overflow ? ',' : ' ');
                case '$', 'L' -> out.append('$');
                case 'S' -> {
                    out.append(negative ? '-' : '+');
                    i += next == 'G' ? 1 : 0;
                }
                case 'M', 'P' -> {
                    i += next == 'I' || next == 'L' || next == 'R' ? 1 : 0;
                    if (next == 'R') {
                        bracket(negative, out);
                    } else {
                        out.append(c == 'M' ? negative ? '-' : ' ' : negative ? ' ' : '+');
                    }
                }
                case '"' -> {
                    int end = template.indexOf('"', i + 1);
                    end = end < 0 ? template.length() : end;
                    out.append(template, i + 1, end);
                    i = end;
                }
                default -> out.append(template.charAt(i));
            }
        }
    }

    private static void bracket(boolean negative, StringBuilder out) {
        var text = out.toString();
        int blanks = text.length() - text.stripLeading().length();
        out.setLength(0);
        out.append(" ".repeat(blanks)).append(negative ? '<' : ' ').append(text.substring(blanks));
        out.append(negative ? '>' : ' ');
    }

    /** Returns the number in {@code text}: its digits, with the point where the template has it. */
    BigDecimal parse(String text) {
        var digits = new StringBuilder();
        boolean negative = false;
        boolean point = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isDigit(c)) {
                digits.append(c);
            } else if (c == '.' && !point && fractionDigits > 0) {
                point = true;
                digits.append(c);
            } else if (c == '-' || c == '<') {
                negative = true;
            }
        }
        if (digits.isEmpty() || digits.toString().equals(".")) {
            throw new SlipherException(
                    SqlState.INVALID_TEXT_REPRESENTATION,
                    "invalid input syntax for type numeric: \"%s\"".formatted(text));
        }
        var number = new BigDecimal(digits.toString());
        return negative ? number.negate() : number;
    }
}
