package dev.slipher.compute.expression;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What functions about the catalog ask of it; answers hold at the statement's version, for the statement's user. */
public interface CatalogLookup {
    /** Knows nothing, as where statements have no leader. */
    CatalogLookup NONE = new CatalogLookup() {};

    default Optional<String> userName(long oid) {
        return Optional.empty();
    }

    /** Returns the oid of the relation of that name as SQL writes it. */
    default OptionalLong relationOid(String name) {
        return OptionalLong.empty();
    }

    /** Returns whether a relation is found by its name alone. */
    default boolean isRelationVisible(long oid) {
        return false;
    }

    /** Returns the comment on an object, or on a column of it if {@code columnId} is not 0. */
    default Optional<String> comment(long oid, int columnId) {
        return Optional.empty();
    }

    /** Returns the query of a view. */
    default Optional<String> viewQuery(long oid) {
        return Optional.empty();
    }

    /** Returns a declared key as CREATE TABLE would write it. */
    default Optional<String> constraintText(long oid) {
        return Optional.empty();
    }

    /** Returns the bytes that a relation takes. */
    default long relationBytes(long oid) {
        return 0;
    }

    /** Returns the value of a setting. */
    default Optional<String> setting(String name) {
        return Optional.empty();
    }

    /** Returns whether the user may do {@code privilege} with the relation, schema or database. */
    default boolean hasPrivilege(String objectKind, String object, String privilege) {
        return false;
    }

    /** Returns the schemas in which names are looked up; the implied ones if asked. */
    default List<String> schemas(boolean implied) {
        return List.of();
    }

    /** Returns the number under which the session can be cancelled. */
    default int processId() {
        return 0;
    }
}
