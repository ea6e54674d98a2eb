package dev.slipher.compute.expression;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
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

    /** Returns the oid of the object of that name as SQL writes it. */
    default OptionalLong objectOid(CatalogObject kind, String name) {
        return OptionalLong.empty();
    }

    /** Returns an object's name as SQL would have to write it here. */
    default Optional<String> objectName(CatalogObject kind, long oid) {
        return Optional.empty();
    }

    /** Returns the column of an index by its number from 1. */
    default Optional<String> indexColumn(long oid, int number) {
        return Optional.empty();
    }

    /** Returns the types that a function takes, as SQL writes them. */
    default Optional<String> functionArguments(long oid) {
        return Optional.empty();
    }

    /** Returns the type that a function gives, as SQL writes it. */
    default Optional<String> functionResult(long oid) {
        return Optional.empty();
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

    /** Returns the bytes that the tables of a database, given by name or oid, take. */
    default OptionalLong databaseBytes(String nameOrOid) {
        return OptionalLong.empty();
    }

    /** Returns the value of a setting. */
    default Optional<String> setting(String name) {
        return Optional.empty();
    }

    /** Returns whether there is a setting of that name. */
    default boolean hasSetting(String name) {
        return false;
    }

    /** Sets a setting as SET or, if {@code local}, SET LOCAL does, and returns its new value. */
    default String set(String name, String value, boolean local) {
        throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "settings cannot be changed here");
    }

    /**
     * Returns whether a user may do something with an object.
     *
     * @param user a name, empty for the statement's user
     * @param kind {@code table}, {@code schema} or {@code database}
     * @param object its name or oid
     * @param privilege as GRANT writes it; several separated by commas ask for any of them
     */
    default boolean hasPrivilege(String user, String kind, String object, String privilege) {
        return false;
    }

    /** Returns whether there is a user of that name or oid who is a superuser or has the other's name or oid. */
    default boolean isMember(String user, String role) {
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

    /** Stops what another session runs; returns whether there is such a session. */
    default boolean cancelStatement(int processId) {
        return false;
    }

    /** Ends another session; returns whether there is such a session. */
    default boolean endSession(int processId) {
        return false;
    }

    /** Returns the query id of the session's last COPY that began to load, or -1. */
    default long lastCopyId() {
        return -1;
    }

    /** Returns the rows that this COPY loaded, 0 if it failed. */
    default long lastCopyCount() {
        return 0;
    }
}
