package dev.slipher.compute.expression.template;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.math.BigDecimal;
import java.util.List;

/**
 * Reads one number by its template: each 9, 0 and point takes one character of the text, whatever it is, and keeps it if
 * it is a digit or the first point.
 */
final class NumberReader {
    private static final char NO_SIGN = ' ';
    private static final String DATA = "0123456789.,+-";

    private final NumberShape shape;
    private final String text;
    private final StringBuilder digits = new StringBuilder();
    private int at;
    private char sign = NO_SIGN;
    private boolean pointRead;
    private int wholeDigits;
    private int fractionDigits;

    NumberReader(NumberShape shape, String text) {
        this.shape = shape;
        this.text = text;
    }

    BigDecimal read(List<NumberElement> elements) {
        refuse(NumberSymbol.EXPONENT, "EEEE");
        refuse(NumberSymbol.ROMAN, "RN");
        for (var element : elements) {
            if (atEnd()) {
                break;
            }
            switch (element) {
                case NumberElement.Literal _ -> at = text.offsetByCodePoints(at, 1);
                case NumberElement.Pattern pattern -> readPattern(pattern.symbol());
            }
        }
        return toNumber();
    }

    private void refuse(NumberSymbol symbol, String name) {
        if (shape.has(symbol)) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED, "\"%s\" not supported for input".formatted(name));
        }
    }

    private void readPattern(NumberSymbol symbol) {
        switch (symbol) {
            case DIGIT, ZERO, POINT -> {
                readPlace(symbol != NumberSymbol.POINT);
                at++;
            }
            // Not so PostgreSQL under FM: there a group separator is no longer skipped and takes the place of a digit.
            // Redshift documents to_number('12,454.8-', 'FM99G999D9S') as -12454.8.
            case GROUP -> at += text.charAt(at) == ',' ? 1 : 0;
            case CURRENCY -> skipText(1);
            case ORDINAL -> skipText(shape.hasPoint() ? 0 : 2);
            case SIGN -> readSign("+-");
            case MINUS -> readSign("-");
            case PLUS -> readSign("+");
            case BRACKETS, ANCHORED_SIGN, ROMAN, SHIFT, EXPONENT, FILL, BLANK, IGNORED -> {}
        }
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private boolean isDigitAt(int index) {
        return text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    /** Passes over characters that can be no part of a number. */
    private void skipText(int count) {
        for (int i = 0; i < count && !atEnd() && DATA.indexOf(text.charAt(at)) < 0; i++) {
            at = text.offsetByCodePoints(at, 1);
        }
    }

    private void readSign(String signs) {
        if (signs.indexOf(text.charAt(at)) >= 0) {
            sign = text.charAt(at++);
        } else {
            skipText(1);
        }
    }

    /** Leaves off on the last character of the place, not behind it. */
    private void readPlace(boolean isDigitPlace) {
        if (text.charAt(at) == ' ') {
            at++;
        }
        if (isDigitPlace && wholeDigits + fractionDigits == 0 && sign == NO_SIGN && !atEnd()) {
            readSignAhead();
        }
        if (atEnd()) {
            return;
        }
        boolean read = false;
        if (isDigitAt(at)) {
            if (pointRead && fractionDigits == shape.fractionPlaces()) {
                return;
            }
            digits.append(text.charAt(at));
            wholeDigits += pointRead ? 0 : 1;
            fractionDigits += pointRead ? 1 : 0;
            read = true;
        } else if (shape.hasPoint() && !pointRead && text.charAt(at) == '.') {
            digits.append('.');
            pointRead = true;
            read = true;
        }
        if (sign == NO_SIGN && wholeDigits + fractionDigits > 0) {
            readSignBehind(read);
        }
    }

    private void readSignAhead() {
        char c = text.charAt(at);
        if (c == '-' || c == '<' && shape.has(NumberSymbol.BRACKETS)) {
            sign = '-';
            at++;
        } else if (c == '+') {
            sign = '+';
            at++;
        }
    }

    /** The place of a sign behind the number is not known beforehand, since the text may have fewer digits. */
    private void readSignBehind(boolean read) {
        if (shape.anchor() == NumberShape.Anchor.NONE) {
            if (!read && shape.hasPlacedSign() && "+-".indexOf(text.charAt(at)) >= 0) {
                sign = text.charAt(at);
            }
        } else if (read && at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0) {
            sign = text.charAt(++at);
        }
    }

    private BigDecimal toNumber() {
        if (!digits.isEmpty() && digits.charAt(digits.length() - 1) == '.') {
            digits.setLength(digits.length() - 1);
        }
        if (digits.isEmpty()) {
            throw new SlipherException(
                    SqlState.INVALID_TEXT_REPRESENTATION,
                    "invalid input syntax for type numeric: \"%s\"".formatted(sign));
        }
        var number = new BigDecimal(digits.toString());
        int places = shape.shownPlaces();
        if (number.compareTo(BigDecimal.ONE.movePointRight(places)) >= 0) {
            throw new SlipherException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
                    .withDetail("A field with precision %d, scale %d must round to an absolute value less than %s."
                            .formatted(places + fractionDigits, fractionDigits, places == 0 ? "1" : "10^" + places));
        }
        var shifted = number.movePointLeft(shape.shiftPlaces());
        return sign == '-' ? shifted.negate() : shifted;
    }
}
