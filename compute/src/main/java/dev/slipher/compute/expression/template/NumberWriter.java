package dev.slipher.compute.expression.template;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import java.util.List;
import java.util.Locale;

/**
 * Writes one number by its template.
 *
 * <p>Each 9, 0 and point of the template is a place, counted from 0. The first {@code blanks} places are empty; after
 * them, one character of the digits goes to each place. A sign that has no place of its own goes before the first place
 * that is not empty.
 */
final class NumberWriter {
    /** Redshift's locale has a dollar sign where PostgreSQL's "C" locale has a blank. */
    private static final char CURRENCY = '$';

    private final NumberShape shape;
    private final NumberDigits digits;
    private final ByteSink out;
    private final boolean brackets;
    private final int lastPlace;
    private boolean signWritten;
    private int place;
    private int position;
    private boolean inNumber;

    NumberWriter(NumberShape shape, NumberDigits digits, ByteSink out) {
        this.shape = shape;
        this.digits = digits;
        this.out = out;
        boolean unsigned = shape.fills() && !digits.negative() && !shape.hasPlacedSign();
        brackets = shape.has(NumberSymbol.BRACKETS) && !unsigned;
        // PL alone leaves the minus to where it would stand without PL.
        signWritten = shape.hasPlacedSign()
                ? shape.has(NumberSymbol.MINUS)
                : unsigned && shape.anchor() == NumberShape.Anchor.NONE;
        int places = shape.shownPlaces() + digits.fractionPlaces() + (shape.hasPoint() ? 1 : 0);
        lastPlace = places - (signWritten && digits.blanks() == 0 ? 2 : 1);
    }

    /** Writes a template with RN, of which digits and signs count for nothing. */
    static void writeRoman(List<NumberElement> elements, NumberShape shape, int number, ByteSink out) {
        var numeral = RomanNumerals.of(number);
        for (var element : elements) {
            switch (element) {
                case NumberElement.Literal(var text) -> out.append(text);
                case NumberElement.Pattern pattern -> {
                    switch (pattern.symbol()) {
                        case ROMAN -> {
                            out.fill(' ', shape.fills() ? 0 : RomanNumerals.WIDTH - numeral.length());
                            out.append(pattern.isSmall() ? numeral.toLowerCase(Locale.ROOT) : numeral);
                        }
                        case CURRENCY -> out.append(CURRENCY);
                        case GROUP, MINUS, PLUS -> out.fill(' ', shape.fills() ? 0 : 1);
                        case SIGN -> {
                            return;
                        }
                        default -> {}
                    }
                }
            }
        }
    }

    /** Writes the number; what follows a place for which there is no digit is left out, as in PostgreSQL. */
    void write(List<NumberElement> elements) {
        for (var element : elements) {
            switch (element) {
                case NumberElement.Literal(var text) -> out.append(text);
                case NumberElement.Pattern pattern -> {
                    switch (pattern.symbol()) {
                        case DIGIT, ZERO, POINT -> {
                            if (!writePlace(pattern.symbol())) {
                                return;
                            }
                        }
                        case GROUP -> orBlank(inNumber, ',');
                        case CURRENCY -> out.append(CURRENCY);
                        case SIGN -> out.append(digits.negative() ? '-' : '+');
                        case MINUS -> orBlank(digits.negative(), '-');
                        case PLUS -> orBlank(!digits.negative(), '+');
                        case ORDINAL -> writeOrdinal(pattern.isSmall() ? Ordinal.SMALL : Ordinal.CAPITAL);
                        case BRACKETS, ANCHORED_SIGN, ROMAN, SHIFT, EXPONENT, FILL, BLANK, IGNORED -> {}
                    }
                }
            }
        }
    }

    private void orBlank(boolean present, char symbol) {
        if (present) {
            out.append(symbol);
        } else {
            writeBlank();
        }
    }

    private void writeBlank() {
        if (!shape.fills()) {
            out.append(' ');
        }
    }

    private void writeOrdinal(Ordinal ordinal) {
        if (digits.charAt(0) == '#' || digits.negative() || shape.hasPoint()) {
            return;
        }
        char ones = digits.charAt(digits.length() - 1);
        if (ones < '0' || ones > '9') {
            throw new SlipherException(
                    SqlState.INVALID_TEXT_REPRESENTATION, "\"%s\" is not a number".formatted(digits.text()));
        }
        out.appendAscii(ordinal.suffix(digits.length() > 1 ? digits.charAt(digits.length() - 2) : 0, ones));
    }

    /** Returns whether there was something to write. */
    private boolean writePlace(NumberSymbol symbol) {
        inNumber = false;
        boolean hidden = hidesZero();
        if (!signWritten
                && (place >= digits.blanks() || place == shape.firstZero())
                && (!hidden || digits.endsAtPoint())) {
            writeSign();
        }
        if (place < digits.blanks()) {
            writeEmptyPlace();
        } else if (!writeDigit(symbol, hidden)) {
            return false;
        }
        if (place == lastPlace && position != digits.lastShown()) {
            writeClosing();
        }
        place++;
        return true;
    }

    /** Before a fraction, no zero is written for none. */
    private boolean hidesZero() {
        return position == 0 && shape.firstZero() < 0 && digits.fractionPlaces() > 0 && digits.charAt(0) == '0';
    }

    private void writeSign() {
        if (shape.anchor() != NumberShape.Anchor.NONE) {
            if (shape.anchor() == NumberShape.Anchor.BEFORE) {
                out.append(digits.negative() ? '-' : '+');
                signWritten = true;
            }
            return;
        }
        if (brackets) {
            out.append(digits.negative() ? '<' : ' ');
        } else if (digits.negative()) {
            out.append('-');
        } else {
            writeBlank();
        }
        signWritten = true;
    }

    private void writeEmptyPlace() {
        if (shape.firstZero() >= 0 && shape.firstZero() <= place) {
            out.append('0');
            inNumber = true;
        } else {
            writeBlank();
        }
    }

    private boolean writeDigit(NumberSymbol symbol, boolean hidden) {
        boolean dropped = digits.lastShown() >= 0 && position > digits.lastShown() && symbol != NumberSymbol.ZERO;
        if (position == digits.length()) {
            return dropped;
        }
        char digit = digits.charAt(position++);
        if (digit == '.') {
            out.append('.');
        } else if (hidden && !dropped) {
            if (!shape.fills()) {
                out.append(' ');
            } else if (digits.endsAtPoint()) {
                out.append('0');
            }
        } else if (!dropped) {
            out.append(digit);
            inNumber = true;
        }
        return true;
    }

    private void writeClosing() {
        if (brackets && signWritten) {
            out.append(digits.negative() ? '>' : ' ');
        } else if (shape.anchor() == NumberShape.Anchor.AFTER || shape.anchor() == NumberShape.Anchor.AFTER_WHOLE) {
            out.append(digits.negative() ? '-' : '+');
        }
    }
}
