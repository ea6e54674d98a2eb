package dev.slipher.leader.bind;

import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.SourceText;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.calcite.sql.SqlIdentifier;

/** Where the text of a statement names relations. */
final class RelationPlaces {
    /** A name in FROM, which is also what columns are qualified with if it has no alias. */
    private record Place(SqlIdentifier name, int oid, boolean aliased) {}

    /** By the position of the first character, the last one first; a WITH query may be bound several times. */
    private final TreeMap<Integer, Place> places = new TreeMap<>(Comparator.reverseOrder());

    void note(SqlIdentifier name, int oid, boolean aliased) {
        places.put(ExpressionBinder.position(name), new Place(name, oid, aliased));
    }

    /**
     * Returns the text with other names for relations, whose columns are called as before.
     *
     * @param names by oid
     */
    String renamedIn(SourceText source, Map<Integer, String> names) {
        var text = new StringBuilder(source.text());
        for (Place place : places.values()) {
            String name = names.get(place.oid);
            if (name != null) {
                int start = ExpressionBinder.position(place.name) - 1 - source.position();
                int end = place.name.getParserPosition().getEndColumnNum() - source.position();
                String alias = place.aliased ? "" : " AS " + QualifiedName.quote(place.name.names.getLast());
                text.replace(start, end, name + alias);
            }
        }
        return text.toString();
    }
}
