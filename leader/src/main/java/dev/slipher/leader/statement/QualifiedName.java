package dev.slipher.leader.statement;

import java.util.List;
import java.util.Optional;

/**
 * The name of a relation or other object as written, folded: {@code name}, {@code schema.name} or
 * {@code database.schema.name}.
 *
 * @param position 1-based character position in the string that the client sent
 */
public record QualifiedName(List<String> parts, int position) {
    public QualifiedName {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > 3) {
            throw new IllegalArgumentException("a name of %d parts".formatted(parts.size()));
        }
    }

    /** Returns a name in quotes, as SQL takes it for just that name. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Returns the last part. */
    public String name() {
        return parts.getLast();
    }

    /** Returns the part before the name, if any. */
    public Optional<String> schema() {
        return parts.size() > 1 ? Optional.of(parts.get(parts.size() - 2)) : Optional.empty();
    }

    /** Returns the first of three parts. */
    public Optional<String> database() {
        return parts.size() > 2 ? Optional.of(parts.getFirst()) : Optional.empty();
    }

    @Override
    public String toString() {
        return String.join(".", parts);
    }
}
