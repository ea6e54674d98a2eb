package dev.slipher.leader.session;

import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.systemtable.SystemRelation;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names that a statement was planned with, and what each meant then: all that its plan knows of the catalog. */
final class Lookups {
    private final Map<Lookup, Optional<Meaning>> meanings = new HashMap<>();

    /**
     * A name that was asked for.
     *
     * @param viewPath the search path of the view that has the name; empty if the statement itself does
     */
    private record Lookup(List<String> parts, Optional<List<String>> viewPath) {}

    /** What a name means. */
    sealed interface Meaning {
        /** A temporary table of the session. */
        record Temporary(Table table) implements Meaning {}

        /** A table or view that all sessions have, and as of when its statistics are; those of a view are never others. */
        record Stored(String schema, Definition definition, long statisticsEpoch) implements Meaning {}

        /** What is there in every database. */
        record Built(SystemRelation relation) implements Meaning {}
    }

    void note(QualifiedName name, Optional<List<String>> viewPath, Optional<Meaning> meaning) {
        meanings.put(new Lookup(name.parts(), viewPath), meaning);
    }

    /** Returns whether none of the names means what only one session has. */
    boolean serveAllSessions() {
        return meanings.values().stream()
                .noneMatch(meaning ->
                        meaning.filter(Meaning.Temporary.class::isInstance).isPresent());
    }

    /** Returns whether every name means the same to the session, with statistics for which plans need not be others. */
    boolean hold(SessionContext context) {
        for (var entry : meanings.entrySet()) {
            var lookup = entry.getKey();
            var relations = new SessionRelations(context, lookup.viewPath, new Lookups());
            if (!relations.meaning(new QualifiedName(lookup.parts, 0)).equals(entry.getValue())) {
                return false;
            }
        }
        return true;
    }
}
