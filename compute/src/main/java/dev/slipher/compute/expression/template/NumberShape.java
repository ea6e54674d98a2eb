package dev.slipher.compute.expression.template;

import java.util.Set;

/**
 * What a number's template says as a whole.
 *
 * @param wholePlaces digits before the point, without those after V
 * @param shiftPlaces digits after V
 * @param fractionPlaces digits after the point
 * @param firstZero how many digits stand before the first 0, -1 if there is none before the point
 * @param lastZero how many digits the template has up to its last 0, 0 if there is none
 * @param anchor where a sign goes that is anchored to the number
 * @param symbols the patterns that occur; SG counts as MI and PL
 */
record NumberShape(
        int wholePlaces,
        int shiftPlaces,
        int fractionPlaces,
        int firstZero,
        int lastZero,
        Anchor anchor,
        Set<NumberSymbol> symbols) {

    /** The side of the number at which S stands. */
    enum Anchor {
        NONE,
        BEFORE,
        /** S follows all digits before the point; written behind the number, read on either side. */
        AFTER_WHOLE,
        AFTER
    }

    boolean has(NumberSymbol symbol) {
        return symbols.contains(symbol);
    }

    boolean hasPoint() {
        return has(NumberSymbol.POINT);
    }

    boolean fills() {
        return has(NumberSymbol.FILL);
    }

    /** Whether MI, PL or SG writes a sign at its own place. */
    boolean hasPlacedSign() {
        return has(NumberSymbol.MINUS) || has(NumberSymbol.PLUS);
    }

    /** Returns the digits before the point, those after V included. */
    int shownPlaces() {
        return wholePlaces + shiftPlaces;
    }
}
