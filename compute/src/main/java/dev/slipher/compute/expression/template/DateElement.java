package dev.slipher.compute.expression.template;

/** A piece of a date's template. */
sealed interface DateElement {
    /** One character that is no pattern; {@code role} says what it stands for in a text that is read. */
    record Literal(String text, Role role) implements DateElement {}

    /**
     * A pattern.
     *
     * @param spelling as the template has it: its case is that of names, its length that of years
     * @param fills whether FM stands before it
     * @param translates whether TM stands before it; the names of months and days stay English, but lose their padding
     * @param open whether its number ends where its digits end, rather than at its width
     */
    record Pattern(DateField field, String spelling, boolean fills, boolean translates, Ordinal ordinal, boolean open)
            implements DateElement {
        Pattern opened() {
            return new Pattern(field, spelling, fills, translates, ordinal, true);
        }
    }

    /** What a literal stands for in a text that is read. */
    enum Role {
        /** Any separator, or blank, or nothing. */
        SEPARATOR,
        /** Any character. */
        TEXT
    }
}
