package dev.slipher.leader.calcite;

import dev.slipher.leader.statement.SourceText;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlNode;

/** What each {@code *} in the text of a statement stands for, written as the columns that it means at the moment. */
final class Stars {
    /** Characters of the statement's text and what to write for them. */
    private record Star(int start, int end, String columns) {}

    /** By the position of the first character. */
    private final TreeMap<Integer, Star> stars = new TreeMap<>(Comparator.reverseOrder());

    /** Notes the columns of a star in a select list, of one table if it is named. */
    void note(SqlNode node, List<Scope.Entry> columns, Scope scope, boolean named) {
        var position = node.getParserPosition();
        String written = columns.stream()
                .map(column -> named || !isUnique(column, scope)
                        ? quote(column.table()) + "." + quote(column.name())
                        : quote(column.name()))
                .collect(Collectors.joining(", "));
        stars.put(position.getColumnNum(), new Star(position.getColumnNum() - 1, position.getEndColumnNum(), written));
    }

    private static boolean isUnique(Scope.Entry column, Scope scope) {
        return scope.star().stream()
                        .filter(other -> other.name().equals(column.name()))
                        .count()
                == 1;
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Returns the text with columns in place of stars, empty if one stands where that cannot be. */
    Optional<String> replacedIn(SourceText source) {
        var text = new StringBuilder(source.text());
        for (Star star : stars.values()) {
            int start = star.start() - source.position();
            int end = star.end() - source.position();
            if (start < 0 || end > source.text().length() || start >= end || !endsAStar(source.text(), end)) {
                return Optional.empty();
            }
            text.replace(start, end, star.columns());
        }
        return Optional.of(text.toString());
    }

    private static boolean endsAStar(String text, int end) {
        char last = text.charAt(end - 1);
        return last == '*' || last == ')';
    }
}
