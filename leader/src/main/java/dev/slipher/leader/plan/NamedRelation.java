package dev.slipher.leader.plan;

import dev.slipher.storage.catalog.ViewDefinition;
import java.util.Optional;

/**
 * A relation that a statement reads, and who must have the right to read it.
 *
 * @param view the view whose query names the relation, so that the view's owner must; empty if the statement itself does,
 *     so that its user must
 */
public record NamedRelation(Relation relation, Optional<ViewDefinition> view) {}
