package dev.slipher.compute.expression.template;

/** The numerals that {@code RN} in a template of TO_CHAR asks for. */
final class RomanNumerals {
    /** How many places the longest numeral takes, MMMDCCCLXXXVIII. */
    static final int WIDTH = 15;

    private static final int LARGEST = 3_999;
    private static final String[] SYMBOLS = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
    private static final int[] VALUES = {1_000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};

    private RomanNumerals() {}

    /** Returns the numeral of a number, {@code #} in all places for what has none. */
    static String of(int number) {
        if (number <= 0 || number > LARGEST) {
            return "#".repeat(WIDTH);
        }
        var numeral = new StringBuilder();
        int rest = number;
        for (int i = 0; i < VALUES.length; i++) {
            for (; rest >= VALUES[i]; rest -= VALUES[i]) {
                numeral.append(SYMBOLS[i]);
            }
        }
        return numeral.toString();
    }
}
