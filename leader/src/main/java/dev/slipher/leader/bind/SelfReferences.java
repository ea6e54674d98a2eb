package dev.slipher.leader.bind;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.jspecify.annotations.Nullable;

/** Finds where a query of WITH RECURSIVE reads itself, and refuses the places where it may not, as PostgreSQL does. */
final class SelfReferences {
    private enum Place {
        ALLOWED(""),
        SUBQUERY(" within a subquery"),
        OUTER_JOIN(" within an outer join"),
        INTERSECT(" within INTERSECT"),
        EXCEPT(" within EXCEPT");

        private final String text;

        Place(String text) {
            this.text = text;
        }
    }

    private record Reference(Place place, int position) {}

    private final String name;
    private final List<Reference> found = new ArrayList<>();

    private SelfReferences(String name) {
        this.name = name;
    }

    /** Returns whether a query reads a table of that name that is not defined inside it. */
    static boolean areIn(SqlNode query, String name) {
        return !in(query, name).isEmpty();
    }

    private static List<Reference> in(SqlNode query, String name) {
        var references = new SelfReferences(name);
        references.query(query, Place.ALLOWED);
        return references.found;
    }

    /**
     * Checks both terms.
     *
     * @throws SlipherException 42P19 with the position of the reference that must not be
     */
    static void check(SqlNode base, SqlNode step, String name) {
        List<Reference> inBase = in(base, name);
        if (!inBase.isEmpty()) {
            throw mustNot(name, " within its non-recursive term", inBase.getFirst());
        }
        List<Reference> inStep = in(step, name);
        for (Reference reference : inStep) {
            if (reference.place() != Place.ALLOWED) {
                throw mustNot(name, reference.place().text, reference);
            }
        }
        if (inStep.size() > 1) {
            throw mustNot(name, " more than once", inStep.get(1));
        }
        if (step instanceof SqlSelect select
                && (AggregateFinder.groups(select.getSelectList())
                        || select.getHaving() != null && AggregateFinder.groups(select.getHaving()))) {
            throw new SlipherException(
                            SqlState.INVALID_RECURSION,
                            "aggregate functions are not allowed in a recursive query's recursive term")
                    .withPosition(ExpressionBinder.position(select.getSelectList()));
        }
    }

    private static SlipherException mustNot(String name, String where, Reference reference) {
        return new SlipherException(
                        SqlState.INVALID_RECURSION,
                        "recursive reference to query \"%s\" must not appear%s".formatted(name, where))
                .withPosition(reference.position());
    }

    private void query(SqlNode node, Place place) {
        switch (node) {
            case SqlSelect select -> {
                if (select.getFrom() != null) {
                    from(select.getFrom(), place);
                }
                subqueries(select.getSelectList());
                subqueriesOrNothing(select.getWhere());
                subqueriesOrNothing(select.getGroup());
                subqueriesOrNothing(select.getHaving());
                subqueriesOrNothing(select.getQualify());
            }
            case SqlOrderBy ordered -> query(ordered.query, place);
            case SqlWith with -> with(with, place);
            case SqlCall call -> {
                switch (call.getKind()) {
                    case UNION -> call.getOperandList().forEach(o -> query(o, place));
                    case INTERSECT -> call.getOperandList().forEach(o -> query(o, Place.INTERSECT));
                    case EXCEPT -> {
                        query(call.operand(0), place);
                        query(call.operand(1), Place.EXCEPT);
                    }
                    default -> call.getOperandList().forEach(this::subqueriesOrNothing);
                }
            }
            default -> {
                // Nothing else is a query.
            }
        }
    }

    private void with(SqlWith with, Place place) {
        for (SqlNode item : with.withList) {
            query(((SqlWithItem) item).query, place);
            if (((SqlWithItem) item).name.getSimple().equals(name)) {
                return;
            }
        }
        query(with.body, place);
    }

    private void from(SqlNode node, Place place) {
        switch (node) {
            case SqlIdentifier table -> {
                if (table.isSimple() && table.getSimple().equals(name)) {
                    found.add(new Reference(place, ExpressionBinder.position(table)));
                }
            }
            case SqlJoin join -> {
                JoinType type = join.getJoinType();
                from(join.getLeft(), type.generatesNullsOnLeft() ? Place.OUTER_JOIN : place);
                from(join.getRight(), type.generatesNullsOnRight() ? Place.OUTER_JOIN : place);
                if (join.getCondition() != null) {
                    subqueries(join.getCondition());
                }
            }
            case SqlCall call when call.isA(SqlKind.QUERY) -> query(call, place);
            case SqlCall call
            when call.getKind() == SqlKind.AS || call.getKind() == SqlKind.LATERAL -> from(call.operand(0), place);
            default -> subqueries(node);
        }
    }

    /** Looks for queries inside expressions. */
    private void subqueries(SqlNode node) {
        if (node instanceof SqlNodeList list) {
            list.forEach(this::subqueriesOrNothing);
        } else if (node instanceof SqlCall call) {
            if (call.isA(SqlKind.QUERY)) {
                query(call, Place.SUBQUERY);
            } else {
                call.getOperandList().forEach(this::subqueriesOrNothing);
            }
        }
    }

    private void subqueriesOrNothing(@Nullable SqlNode node) {
        if (node != null) {
            subqueries(node);
        }
    }
}
