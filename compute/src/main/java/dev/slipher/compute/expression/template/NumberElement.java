package dev.slipher.compute.expression.template;

/** A piece of a number's template. */
sealed interface NumberElement {
    /** One character that stands for itself; reading, for any one character. */
    record Literal(String text) implements NumberElement {}

    /** A pattern, spelled as the template has it. */
    record Pattern(NumberSymbol symbol, String text) implements NumberElement {
        boolean isSmall() {
            return Character.isLowerCase(text.charAt(0));
        }
    }
}
