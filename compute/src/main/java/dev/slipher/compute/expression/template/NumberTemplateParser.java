package dev.slipher.compute.expression.template;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Takes a number's template apart, and refuses patterns that do not go together. */
final class NumberTemplateParser {
    private final List<NumberElement> elements = new ArrayList<>();
    private final Set<NumberSymbol> seen = EnumSet.noneOf(NumberSymbol.class);
    private int wholePlaces;
    private int shiftPlaces;
    private int fractionPlaces;
    private int firstZero = -1;
    private int lastZero;
    private int wholePlacesBeforeSign;
    private boolean signAfterPoint;

    private NumberTemplateParser() {}

    /**
     * Returns the template that {@code text} says.
     *
     * @throws SlipherException with 42601 for patterns that exclude each other
     */
    static NumberTemplate parse(String text) {
        var parser = new NumberTemplateParser();
        int at = 0;
        while (at < text.length()) {
            var pattern = NumberSymbol.at(text, at);
            if (pattern.isPresent()) {
                parser.check(pattern.get().symbol());
                parser.count(pattern.get().symbol());
                parser.elements.add(pattern.get());
                at += pattern.get().text().length();
            } else {
                var literal = TemplateLiteral.at(text, at);
                literal.text()
                        .codePoints()
                        .forEach(point -> parser.elements.add(new NumberElement.Literal(Character.toString(point))));
                at = literal.end();
            }
        }
        return new NumberTemplate(List.copyOf(parser.elements), parser.shape());
    }

    private NumberShape shape() {
        return new NumberShape(
                wholePlaces, shiftPlaces, fractionPlaces, firstZero, lastZero, anchor(), Set.copyOf(seen));
    }

    private NumberShape.Anchor anchor() {
        if (!seen.contains(NumberSymbol.ANCHORED_SIGN)) {
            return NumberShape.Anchor.NONE;
        }
        if (signAfterPoint) {
            return NumberShape.Anchor.AFTER;
        }
        return wholePlacesBeforeSign == wholePlaces + shiftPlaces
                ? NumberShape.Anchor.AFTER_WHOLE
                : NumberShape.Anchor.BEFORE;
    }

    private void check(NumberSymbol symbol) {
        if (symbol != NumberSymbol.EXPONENT) {
            refuse(seen.contains(NumberSymbol.EXPONENT), "\"EEEE\" must be the last pattern used");
        }
        boolean anchored = seen.contains(NumberSymbol.ANCHORED_SIGN);
        boolean brackets = seen.contains(NumberSymbol.BRACKETS);
        boolean placed = seen.contains(NumberSymbol.MINUS) || seen.contains(NumberSymbol.PLUS);
        switch (symbol) {
            case DIGIT -> refuse(brackets, "\"9\" must be ahead of \"PR\"");
            case ZERO -> refuse(brackets, "\"0\" must be ahead of \"PR\"");
            case POINT -> {
                refuse(seen.contains(NumberSymbol.POINT), "multiple decimal points");
                refuse(seen.contains(NumberSymbol.SHIFT), "cannot use \"V\" and decimal point together");
            }
            case SHIFT -> refuse(seen.contains(NumberSymbol.POINT), "cannot use \"V\" and decimal point together");
            case ANCHORED_SIGN -> {
                refuse(anchored, "cannot use \"S\" twice");
                refuse(placed || brackets, "cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together");
            }
            case MINUS -> refuse(anchored, "cannot use \"S\" and \"MI\" together");
            case PLUS -> refuse(anchored, "cannot use \"S\" and \"PL\" together");
            case SIGN -> refuse(anchored, "cannot use \"S\" and \"SG\" together");
            case BRACKETS -> refuse(anchored || placed, "cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together");
            case EXPONENT -> checkExponent(anchored || brackets || placed);
            case GROUP, CURRENCY, ROMAN, ORDINAL, FILL, BLANK, IGNORED -> {}
        }
    }

    private void checkExponent(boolean signed) {
        refuse(seen.contains(NumberSymbol.EXPONENT), "cannot use \"EEEE\" twice");
        if (signed
                || seen.contains(NumberSymbol.BLANK)
                || seen.contains(NumberSymbol.FILL)
                || seen.contains(NumberSymbol.ROMAN)
                || seen.contains(NumberSymbol.SHIFT)) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "\"EEEE\" is incompatible with other formats")
                    .withDetail("\"EEEE\" may only be used together with digit and decimal point patterns.");
        }
    }

    private static void refuse(boolean wrong, String message) {
        if (wrong) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, message);
        }
    }

    private void count(NumberSymbol symbol) {
        boolean afterPoint = seen.contains(NumberSymbol.POINT);
        switch (symbol) {
            case DIGIT -> {
                if (seen.contains(NumberSymbol.SHIFT)) {
                    shiftPlaces++;
                } else {
                    countPlace(afterPoint);
                }
            }
            case ZERO -> {
                if (firstZero < 0 && !afterPoint) {
                    firstZero = wholePlaces;
                }
                countPlace(afterPoint);
                lastZero = wholePlaces + fractionPlaces;
            }
            case ANCHORED_SIGN -> {
                signAfterPoint = afterPoint;
                wholePlacesBeforeSign = wholePlaces;
            }
            case SIGN -> {
                seen.add(NumberSymbol.MINUS);
                seen.add(NumberSymbol.PLUS);
            }
            default -> {}
        }
        // B says something only ahead of all digits.
        if (symbol != NumberSymbol.BLANK || wholePlaces + fractionPlaces == 0) {
            seen.add(symbol);
        }
    }

    private void countPlace(boolean afterPoint) {
        if (afterPoint) {
            fractionPlaces++;
        } else {
            wholePlaces++;
        }
    }
}
