package dev.slipher.leader.plan;

import dev.slipher.leader.statement.QualifiedName;
import java.util.Optional;

/** What planning asks of the catalog: which relation a name means, at one version and for one session. */
@FunctionalInterface
public interface RelationResolver {
    /**
     * Looks a name up, along the search path if it has no schema; temporary tables come first, then
     * {@code pg_catalog}. A schema that does not exist is an empty answer, too.
     */
    Optional<Relation> resolve(QualifiedName name);
}
