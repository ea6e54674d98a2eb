package dev.slipher.compute.expression.template;

/**
 * The digits of a number, rounded to the places of a template.
 *
 * @param text the digits, with a point if a fraction follows; all of them {@code #} if the template has too few places
 * @param blanks how many places of the template stand before the first digit
 * @param fractionPlaces places after the point, which may be less than the template has
 * @param lastShown where in {@code text} the last character stands that FM leaves, -1 if all of them stay
 */
record NumberDigits(boolean negative, String text, int blanks, int fractionPlaces, int lastShown) {
    static NumberDigits of(boolean negative, String digits, int fractionPlaces, NumberShape shape) {
        int point = digits.indexOf('.');
        int wholeDigits = point < 0 ? digits.length() : point;
        int blanks = Math.max(0, shape.shownPlaces() - wholeDigits);
        var text = wholeDigits <= shape.shownPlaces()
                ? digits
                : "#".repeat(shape.shownPlaces()) + '.' + "#".repeat(fractionPlaces);
        return new NumberDigits(negative, text, blanks, fractionPlaces, lastShown(text, blanks, shape));
    }

    /** FM drops zeros at the end of the fraction for which the template has no 0. */
    private static int lastShown(String text, int blanks, NumberShape shape) {
        int point = text.indexOf('.');
        if (point < 0 || !shape.fills() || !shape.hasPoint()) {
            return -1;
        }
        int last = text.length() - 1;
        int kept = shape.lastZero() > blanks ? Math.min(last, shape.lastZero() - blanks) : point;
        while (last > point && last > kept && text.charAt(last) == '0') {
            last--;
        }
        return last;
    }

    char charAt(int position) {
        return text.charAt(position);
    }

    int length() {
        return text.length();
    }

    /** Whether nothing of the fraction is left but its point. */
    boolean endsAtPoint() {
        return lastShown >= 0 && text.charAt(lastShown) == '.';
    }
}
