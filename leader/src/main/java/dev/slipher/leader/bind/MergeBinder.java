package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.leader.bind.BoundQuery.Output;
import dev.slipher.leader.bind.ChangeBinder.Addressed;
import dev.slipher.leader.calcite.ParsedQuery;
import dev.slipher.leader.calcite.Unsupported;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import dev.slipher.leader.plan.PlanningContext;
import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/**
 * Binds MERGE as one query over the source and, where it matches, the table: a row's address, null if it is to be
 * inserted, and the new values, which are those of UPDATE or of INSERT:
 *
 * <pre>
 * SELECT t.address, CASE WHEN t.address IS NULL THEN inserted ELSE updated END, …
 * FROM source LEFT JOIN t ON condition
 * </pre>
 */
final class MergeBinder {
    private final PlanningContext planning;

    MergeBinder(PlanningContext planning) {
        this.planning = planning;
    }

    Binder.BoundChange merge(DataStatement.Merge merge) {
        Relation.StoredTable table = ChangeBinder.table(merge.table(), planning);
        ParsedQuery parsed = Binder.parsed(merge.tree());
        var context = new QueryContext(planning, parsed.parameterCount());
        QueryBinder binder = Binder.binder(parsed, context);
        var select = (SqlSelect) parsed.root();
        List<SqlNode> list = select.getSelectList();
        SqlNode tables = select.getFrom();
        if (tables == null) {
            throw new IllegalStateException("MERGE without a source");
        }
        if (merge.replaces()) {
            return replacement(merge, table, binder, list.getFirst(), tables);
        }
        FromBinder.Item source = new FromBinder(binder, Optional.empty()).bind(tables);
        Addressed target = Addressed.of(table, merge.alias().orElse(table.name()), context);
        var both = new Scope(Scope.concatenate(target.entries(), source.entries()), Optional.empty());
        Expression condition = condition(binder, both, list.getFirst());
        JoinKind kind = merge.insertedCount() == 0 ? JoinKind.INNER : JoinKind.LEFT;
        LogicalNode plan = LogicalNode.Join.of(kind, source.plan(), target.plan(), ExpressionTree.conjuncts(condition));
        var address = new Expression.ColumnReference(target.address(), SqlType.Simple.BIGINT);
        if (!merge.changesMatches()) {
            plan = new LogicalNode.Filter(plan, List.of(new Expression.IsNull(address)));
        }
        var pending = new ArrayList<Clause.Pending>();
        var updates = new ExpressionBinder(binder, both, Clause.plain("UPDATE", pending));
        var inserts = new ExpressionBinder(
                binder, new Scope(source.entries(), Optional.empty()), Clause.plain("VALUES", pending));
        List<Value> updated = updated(merge, table, target, list.subList(1, list.size()), updates, context);
        List<Value> inserted =
                inserted(merge, table, list.subList(1 + merge.updated().size(), list.size()), inserts, context);
        var changed = new ChangedValues(context);
        changed.addAddress(target.address());
        List<Column> columns = table.definition().columns();
        for (int i = 0; i < columns.size(); i++) {
            Value ifMatched = updated.get(i);
            Value otherwise = inserted.get(i);
            SqlType type = columns.get(i).type();
            changed.add(columns.get(i), choice(address, otherwise.expression(), ifMatched.expression(), type));
            if (ifMatched.isDrawn() || merge.inserts() && otherwise.isDrawn()) {
                SqlType truth = SqlType.Simple.BOOLEAN;
                changed.addDrawing(columns.get(i), choice(address, otherwise.drawn(), ifMatched.drawn(), truth));
            }
        }
        return target.change(changed.of(Clause.join(plan, pending)), changed.columnIds(), context);
    }

    /** A column's new value, which counts for nothing if it is drawn from an IDENTITY. */
    private record Value(Expression expression, boolean isDrawn) {
        Expression drawn() {
            return isDrawn ? ExpressionTree.TRUE : ExpressionTree.FALSE;
        }
    }

    private static Expression choice(Expression address, Expression inserted, Expression updated, SqlType type) {
        var isInserted = new Expression.When(new Expression.IsNull(address), inserted);
        return new Expression.Case(List.of(isInserted), updated, type);
    }

    private static Expression condition(QueryBinder binder, Scope both, SqlNode node) {
        var pending = new ArrayList<Clause.Pending>();
        Expression condition = new ExpressionBinder(binder, both, Clause.plain("MERGE conditions", pending))
                .condition(node, "MERGE/ON");
        if (!pending.isEmpty()) {
            throw Unsupported.feature("a subquery in the condition of MERGE", ExpressionBinder.position(node));
        }
        return condition;
    }

    /**
     * Binds REMOVE DUPLICATES:
     *
     * <pre>
     * SELECT t.address, NULL, … FROM source JOIN t ON condition
     * UNION ALL
     * SELECT NULL, source.column, … FROM source
     * </pre>
     */
    private static Binder.BoundChange replacement(
            DataStatement.Merge merge, Relation.StoredTable table, QueryBinder binder, SqlNode on, SqlNode from) {
        QueryContext context = binder.context();
        List<Column> columns = table.definition().columns();
        FromBinder.Item matching = new FromBinder(binder, Optional.empty()).bind(from);
        Addressed target = Addressed.of(table, merge.alias().orElse(table.name()), context);
        var both = new Scope(Scope.concatenate(target.entries(), matching.entries()), Optional.empty());
        LogicalNode matches = LogicalNode.Join.of(
                JoinKind.INNER, matching.plan(), target.plan(), ExpressionTree.conjuncts(condition(binder, both, on)));
        var removed = new ArrayList<Expression>();
        removed.add(new Expression.ColumnReference(target.address(), SqlType.Simple.BIGINT));
        columns.forEach(column -> removed.add(Coercion.nullOf(column.type())));

        FromBinder.Item source = new FromBinder(binder, Optional.empty()).again(matching);
        List<Scope.Entry> given = new Scope(source.entries(), Optional.empty()).star();
        if (given.size() != columns.size()) {
            throw new SlipherException(
                            SqlState.SYNTAX_ERROR,
                            "MERGE with REMOVE DUPLICATES needs a source with as many columns as \"%s\" has"
                                    .formatted(table.name()))
                    .withPosition(ExpressionBinder.position(from));
        }
        var coercion = new Coercion(context);
        var inserted = new ArrayList<Expression>();
        inserted.add(Coercion.nullOf(SqlType.Simple.BIGINT));
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.identity().isPresent()) {
                throw Unsupported.feature("MERGE with REMOVE DUPLICATES into a table with an IDENTITY column", 0);
            }
            int id = given.get(i).column();
            var value =
                    new Expression.ColumnReference(id, context.columns().get(id).type());
            inserted.add(coercion.assign(value, column.type(), column.name(), ExpressionBinder.position(from)));
        }
        var outputs = new ArrayList<Output>();
        outputs.add(output("row_address", SqlType.Simple.BIGINT, context));
        columns.forEach(column -> outputs.add(output(column.name(), column.type(), context)));
        LogicalNode.Project deletes = project(matches, removed, context);
        LogicalNode.Project inserts = project(source.plan(), inserted, context);
        var plan = new LogicalNode.Union(
                List.of(deletes, inserts),
                List.of(deletes.outputs(), inserts.outputs()),
                outputs.stream().map(Output::column).toList());
        List<Integer> ids = columns.stream().map(Column::id).toList();
        return target.change(new BoundQuery(plan, outputs), ids, context);
    }

    private static Output output(String name, SqlType type, QueryContext context) {
        return new Output(name, context.columns().add(name, type, true), Optional.empty());
    }

    private static LogicalNode.Project project(LogicalNode input, List<Expression> values, QueryContext context) {
        var assignments = new ArrayList<Assignment>();
        for (Expression value : values) {
            assignments.add(new Assignment(context.columns().add("value", value.type(), true), value));
        }
        return new LogicalNode.Project(input, assignments);
    }

    /** Returns each column's value in a row that matches. */
    private static List<Value> updated(
            DataStatement.Merge merge,
            Relation.StoredTable table,
            Addressed target,
            List<SqlNode> values,
            ExpressionBinder binder,
            QueryContext context) {
        List<Column> targets = ChangeBinder.assigned(table, merge.updated());
        var all = new ArrayList<Value>();
        List<Column> columns = table.definition().columns();
        for (int i = 0; i < columns.size(); i++) {
            int index = targets.indexOf(columns.get(i));
            all.add(
                    index < 0
                            ? new Value(
                                    new Expression.ColumnReference(
                                            target.columns().get(i),
                                            columns.get(i).type()),
                                    false)
                            : value(columns.get(i), values.get(index), binder, context));
        }
        return all;
    }

    /** Returns each column's value in a row that is inserted. */
    private static List<Value> inserted(
            DataStatement.Merge merge,
            Relation.StoredTable table,
            List<SqlNode> values,
            ExpressionBinder binder,
            QueryContext context) {
        List<Column> columns = table.definition().columns();
        List<Column> targets = merge.inserted().isEmpty()
                ? ChangeBinder.unlisted(table)
                : ChangeBinder.listed(table, merge.inserted());
        if (merge.insertedCount() > targets.size()) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "INSERT has more expressions than target columns")
                    .withPosition(ExpressionBinder.position(values.get(targets.size())));
        }
        if (!merge.inserted().isEmpty() && merge.insertedCount() < targets.size()) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "INSERT has more target columns than expressions")
                    .withPosition(merge.inserted().get(merge.insertedCount()).position());
        }
        var all = new ArrayList<Value>();
        for (Column column : columns) {
            int index = targets.indexOf(column);
            boolean given = index >= 0 && index < merge.insertedCount();
            all.add(given ? value(column, values.get(index), binder, context) : defaultValue(column, context));
        }
        return all;
    }

    private static Value value(Column column, SqlNode node, ExpressionBinder binder, QueryContext context) {
        if (ChangeBinder.isDefault(node)) {
            return defaultValue(column, context);
        }
        int position = ExpressionBinder.position(node);
        ChangedValues.requireSettable(column, position);
        var coercion = new Coercion(context);
        return new Value(coercion.assign(binder.bind(node), column.type(), column.name(), position), false);
    }

    private static Value defaultValue(Column column, QueryContext context) {
        return new Value(
                ChangeBinder.defaultValue(column, context), column.identity().isPresent());
    }
}
