package dev.slipher.compute.expression.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A pattern of a number's template. */
enum NumberSymbol {
    DIGIT("9"),
    ZERO("0"),
    POINT(".", "D"),
    GROUP(",", "G"),
    CURRENCY("L"),
    /** Plus or minus where it stands. */
    SIGN("SG"),
    /** Minus where it stands, if any. */
    MINUS("MI"),
    /** Plus where it stands, if any. */
    PLUS("PL"),
    /** Angle brackets around what is negative. */
    BRACKETS("PR"),
    /** Plus or minus next to the number. */
    ANCHORED_SIGN("S"),
    ROMAN("RN"),
    ORDINAL("TH"),
    /** Multiplies by ten for each digit that follows. */
    SHIFT("V"),
    EXPONENT("EEEE"),
    FILL("FM"),
    BLANK("B"),
    /** What other systems have, and PostgreSQL takes and leaves without effect. */
    IGNORED("C", "SP");

    private static final List<NumberElement.Pattern> PATTERNS = patterns();

    private final String[] spellings;

    NumberSymbol(String... spellings) {
        this.spellings = spellings;
    }

    /** Returns the longest pattern that begins at a place of a template, in capitals or in small letters. */
    static Optional<NumberElement.Pattern> at(String template, int at) {
        for (var pattern : PATTERNS) {
            if (template.startsWith(pattern.text(), at)) {
                return Optional.of(pattern);
            }
        }
        return Optional.empty();
    }

    private static List<NumberElement.Pattern> patterns() {
        var patterns = new ArrayList<NumberElement.Pattern>();
        for (var symbol : values()) {
            for (var spelling : symbol.spellings) {
                patterns.add(new NumberElement.Pattern(symbol, spelling));
                patterns.add(new NumberElement.Pattern(symbol, spelling.toLowerCase(Locale.ROOT)));
            }
        }
        patterns.sort(Comparator.comparingInt(pattern -> -pattern.text().length()));
        return List.copyOf(patterns);
    }
}
