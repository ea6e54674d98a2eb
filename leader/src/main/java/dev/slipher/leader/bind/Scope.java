package dev.slipher.leader.bind;

import dev.slipher.leader.calcite.TokenRewriter;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The columns that names can mean at one place of a query, innermost FROM first; a name that is not found here is looked
 * up in the scope around it.
 */
final class Scope {
    /**
     * A column that a FROM item offers.
     *
     * @param visible whether the bare name and {@code *} mean it; columns merged by USING are only found qualified
     */
    record Entry(String table, String name, int column, boolean visible) {
        Entry hidden() {
            return new Entry(table, name, column, false);
        }

        private boolean isTableOid() {
            return !visible && name.equals(TokenRewriter.TABLE_OID);
        }
    }

    private final List<Entry> entries;
    private final Optional<Scope> outer;
    private final Optional<Clause> clause;

    Scope(List<Entry> entries, Optional<Scope> outer) {
        this(entries, outer, Optional.empty());
    }

    private Scope(List<Entry> entries, Optional<Scope> outer, Optional<Clause> clause) {
        this.entries = List.copyOf(entries);
        this.outer = outer;
        this.clause = clause;
    }

    static Scope empty(Optional<Scope> outer) {
        return new Scope(List.of(), outer);
    }

    List<Entry> entries() {
        return entries;
    }

    /** Returns the same names as a subquery in a clause sees them around itself. */
    Scope around(Clause place) {
        return new Scope(entries, outer, Optional.of(place));
    }

    /** Returns the clause that the subquery which this scope is around stands in; empty for one in FROM. */
    Optional<Clause> clause() {
        return clause;
    }

    /** Returns whether a column is one of this scope alone, or an aggregate of its query. */
    boolean hasHere(int id) {
        return entries.stream().anyMatch(entry -> entry.column() == id)
                || clause.flatMap(Clause::aggregates)
                        .filter(calls -> calls.byColumn().containsKey(id))
                        .isPresent();
    }

    /** Returns whether a column is one of this scope's, or of those around it. */
    boolean hasColumn(int id) {
        return hasHere(id) || outer.isPresent() && outer.get().hasColumn(id);
    }

    Optional<Scope> outer() {
        return outer;
    }

    /** Finds a bare column name here alone; empty if there is none. */
    Optional<Entry> findHere(String name, int position) {
        Entry found = null;
        for (Entry entry : entries) {
            if (entry.visible() && entry.name().equals(name)) {
                if (found != null) {
                    throw new SlipherException(
                                    SqlState.AMBIGUOUS_COLUMN, "column reference \"%s\" is ambiguous".formatted(name))
                            .withPosition(position);
                }
                found = entry;
            }
        }
        if (found == null && name.equals(TokenRewriter.TABLE_OID)) {
            return entries.stream().filter(Entry::isTableOid).findFirst();
        }
        return Optional.ofNullable(found);
    }

    private boolean hasTable(String table) {
        return entries.stream().anyMatch(e -> e.table().equals(table));
    }

    /** Finds {@code table.name}, here or further out. */
    Entry findQualified(String table, String name, int position) {
        for (Optional<Scope> scope = Optional.of(this); scope.isPresent(); scope = scope.get().outer) {
            if (!scope.get().hasTable(table)) {
                continue;
            }
            List<Entry> matches = scope.get().entries.stream()
                    .filter(e -> e.table().equals(table) && e.name().equals(name))
                    .toList();
            if (matches.size() > 1) {
                throw new SlipherException(
                                SqlState.AMBIGUOUS_COLUMN, "column reference \"%s\" is ambiguous".formatted(name))
                        .withPosition(position);
            }
            if (matches.isEmpty()) {
                throw new SlipherException(
                                SqlState.UNDEFINED_COLUMN, "column %s.%s does not exist".formatted(table, name))
                        .withPosition(position);
            }
            return matches.getFirst();
        }
        throw missingTable(table, position);
    }

    private static SlipherException missingTable(String table, int position) {
        return new SlipherException(
                        SqlState.UNDEFINED_TABLE, "missing FROM-clause entry for table \"%s\"".formatted(table))
                .withPosition(position);
    }

    /** Returns what {@code *} means. */
    List<Entry> star() {
        return entries.stream().filter(Entry::visible).toList();
    }

    /** Returns what {@code table.*} means. */
    List<Entry> star(String table, int position) {
        List<Entry> matches = entries.stream()
                .filter(e -> e.table().equals(table) && !e.isTableOid())
                .toList();
        if (matches.isEmpty()) {
            throw missingTable(table, position);
        }
        return matches;
    }

    /** Puts the columns of two FROM items side by side. */
    static List<Entry> concatenate(List<Entry> left, List<Entry> right) {
        var all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }
}
