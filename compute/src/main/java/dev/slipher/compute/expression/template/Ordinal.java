package dev.slipher.compute.expression.template;

/** What {@code TH} in a template asks for after a number, in small letters for {@code th}. */
enum Ordinal {
    NONE,
    CAPITAL,
    SMALL;

    private static final String[] CAPITALS = {"TH", "ST", "ND", "RD"};
    private static final String[] SMALLS = {"th", "st", "nd", "rd"};

    /** Returns the suffix of a number that ends in two digits; before a single digit stands anything but '1'. */
    String suffix(int tens, int ones) {
        int form = tens != '1' && ones >= '1' && ones <= '3' ? ones - '0' : 0;
        return switch (this) {
            case NONE -> "";
            case CAPITAL -> CAPITALS[form];
            case SMALL -> SMALLS[form];
        };
    }
}
