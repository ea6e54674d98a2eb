package dev.slipher.leader.bind;

import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.SourceText;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlNode;

/** What each {@code *} in the text of a statement stands for, written as the columns that it means at the moment. */
final class Stars {
    /** A star in a select list, of one table if it is named, and the columns that it means. */
    private record Star(SqlNode node, List<Scope.Entry> columns, Scope scope, boolean named) {
        String written() {
            Map<String, Long> counts =
                    scope.star().stream().collect(Collectors.groupingBy(Scope.Entry::name, Collectors.counting()));
            return columns.stream()
                    .map(column -> named || counts.getOrDefault(column.name(), 0L) != 1
                            ? QualifiedName.quote(column.table()) + "." + QualifiedName.quote(column.name())
                            : QualifiedName.quote(column.name()))
                    .collect(Collectors.joining(", "));
        }
    }

    /** By the position of the first character, the last one first; a WITH query may be bound several times. */
    private final TreeMap<Integer, Star> stars = new TreeMap<>(Comparator.reverseOrder());

    void note(SqlNode node, List<Scope.Entry> columns, Scope scope, boolean named) {
        stars.put(ExpressionBinder.position(node), new Star(node, columns, scope, named));
    }

    /** Returns the text with columns in place of stars, empty if one stands where that cannot be. */
    Optional<String> replacedIn(SourceText source) {
        var text = new StringBuilder(source.text());
        for (Star star : stars.values()) {
            int start = ExpressionBinder.position(star.node()) - 1 - source.position();
            int end = star.node().getParserPosition().getEndColumnNum() - source.position();
            if (start < 0 || end > source.text().length() || start >= end || !endsAStar(source.text(), end)) {
                return Optional.empty();
            }
            text.replace(start, end, star.written());
        }
        return Optional.of(text.toString());
    }

    private static boolean endsAStar(String text, int end) {
        char last = text.charAt(end - 1);
        return last == '*' || last == ')';
    }
}
