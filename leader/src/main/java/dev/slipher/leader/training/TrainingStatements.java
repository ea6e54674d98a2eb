package dev.slipher.leader.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The synthetic tables, of every physical kind, encoding and width, and the statements over them, of every operator's and
 * kernel's family.
 */
final class TrainingStatements {
    private static final Pattern END = Pattern.compile(";\\s*\n");

    private TrainingStatements() {}

    /** Returns the statements that make and fill the tables, in order. */
    static List<String> tables() {
        return read("tables.sql");
    }

    /** Returns one round of statements, in order; it may be run any number of times. */
    static List<String> round() {
        return read("statements.sql");
    }

    private static List<String> read(String name) {
        try (var in = TrainingStatements.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(END.split(text)).filter(sql -> !sql.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
