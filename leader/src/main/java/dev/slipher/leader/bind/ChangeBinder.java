package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.leader.bind.BoundQuery.Output;
import dev.slipher.leader.calcite.Lexeme;
import dev.slipher.leader.calcite.Lexer;
import dev.slipher.leader.calcite.ParsedQuery;
import dev.slipher.leader.calcite.Placeholders;
import dev.slipher.leader.calcite.QueryParser;
import dev.slipher.leader.calcite.SyntaxErrors;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.plan.PlanningContext;
import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.DataStatement.ColumnName;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;

/** Binds the rows that INSERT, UPDATE and DELETE change. */
final class ChangeBinder {
    private final PlanningContext planning;

    ChangeBinder(PlanningContext planning) {
        this.planning = planning;
    }

    /** Finds the table that a statement changes. */
    static Relation.StoredTable table(QualifiedName name, PlanningContext planning) {
        Relation relation = planning.relations()
                .resolve(name)
                .orElseThrow(() -> new SlipherException(
                                SqlState.UNDEFINED_TABLE, "relation \"%s\" does not exist".formatted(name))
                        .withPosition(name.position()));
        return switch (relation) {
            case Relation.StoredTable table -> table;
            case Relation.View _ ->
                throw new SlipherException(
                                SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                                "cannot change rows of view \"%s\"".formatted(name.name()))
                        .withPosition(name.position());
            case Relation.SystemRelation _ ->
                throw new SlipherException(
                                SqlState.INSUFFICIENT_PRIVILEGE,
                                "permission denied: \"%s\" is a system catalog".formatted(name.name()))
                        .withPosition(name.position());
        };
    }

    private static Column column(Relation.StoredTable table, ColumnName name) {
        return table.definition()
                .findColumn(name.name())
                .orElseThrow(() -> new SlipherException(
                                SqlState.UNDEFINED_COLUMN,
                                "column \"%s\" of relation \"%s\" does not exist".formatted(name.name(), table.name()))
                        .withPosition(name.position()));
    }

    /** Finds the columns that INSERT lists, each once. */
    static List<Column> listed(Relation.StoredTable table, List<ColumnName> names) {
        return distinct(table, names, SqlState.DUPLICATE_COLUMN, "column \"%s\" specified more than once");
    }

    /** Returns the columns that INSERT means where it lists none. */
    static List<Column> unlisted(Relation.StoredTable table) {
        return table.definition().columns().stream()
                .filter(ChangedValues::isSettable)
                .toList();
    }

    /** Finds the columns that UPDATE sets, each once. */
    static List<Column> assigned(Relation.StoredTable table, List<ColumnName> names) {
        return distinct(table, names, SqlState.SYNTAX_ERROR, "multiple assignments to same column \"%s\"");
    }

    private static List<Column> distinct(
            Relation.StoredTable table, List<ColumnName> names, SqlState refusal, String message) {
        var columns = new ArrayList<Column>();
        for (ColumnName name : names) {
            Column column = column(table, name);
            if (columns.contains(column)) {
                throw new SlipherException(refusal, message.formatted(name.name())).withPosition(name.position());
            }
            columns.add(column);
        }
        return columns;
    }

    Binder.BoundChange insert(DataStatement.Insert insert) {
        Relation.StoredTable table = table(insert.table(), planning);
        boolean explicit = !insert.columns().isEmpty();
        List<Column> targets = explicit ? listed(table, insert.columns()) : unlisted(table);
        if (insert.rows().isEmpty()) {
            return inserted(table, Map.of(), Map.of(), new QueryContext(planning, 0), QueryBinder.oneRow());
        }
        ParsedQuery parsed = Binder.parsed(insert.rows().get());
        var context = new QueryContext(planning, parsed.parameterCount());
        QueryBinder binder = Binder.binder(parsed, context);
        if (parsed.root() instanceof SqlCall call && call.getKind() == SqlKind.VALUES) {
            return values(table, targets, explicit, call, binder, context);
        }
        int position = ExpressionBinder.position(parsed.root());
        targets.forEach(target -> ChangedValues.requireSettable(target, position));
        BoundQuery query = binder.bind(parsed.root(), Optional.empty());
        int width = query.outputs().size();
        checkWidth(width, targets.size(), explicit, position);
        var coercion = new Coercion(context);
        var values = new HashMap<Column, Expression>();
        for (int i = 0; i < width; i++) {
            Column target = targets.get(i);
            Expression value = binder.value(query.outputs().get(i));
            values.put(target, coercion.assign(value, target.type(), target.name(), position));
        }
        return inserted(table, values, Map.of(), context, query.plan());
    }

    private static void checkWidth(int width, int targets, boolean explicit, int position) {
        if (width > targets) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "INSERT has more expressions than target columns")
                    .withPosition(position);
        }
        if (explicit && width < targets) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "INSERT has more target columns than expressions")
                    .withPosition(position);
        }
    }

    private Binder.BoundChange values(
            Relation.StoredTable table,
            List<Column> targets,
            boolean explicit,
            SqlCall call,
            QueryBinder binder,
            QueryContext context) {
        var coercion = new Coercion(context);
        var pending = new ArrayList<List<Clause.Pending>>();
        var byColumn = new ArrayList<List<Expression>>();
        var draws = new LinkedHashMap<Column, List<Expression>>();
        int width = ((SqlCall) call.getOperandList().getFirst()).operandCount();
        checkWidth(width, targets.size(), explicit, ExpressionBinder.position(call));
        for (int i = 0; i < width; i++) {
            byColumn.add(new ArrayList<>());
        }
        for (SqlNode node : call.getOperandList()) {
            var row = (SqlCall) node;
            if (row.operandCount() != width) {
                throw new SlipherException(SqlState.SYNTAX_ERROR, "VALUES lists must all be the same length")
                        .withPosition(ExpressionBinder.position(row));
            }
            var subqueries = new ArrayList<Clause.Pending>();
            Clause clause = Clause.plain("VALUES", subqueries);
            var expressions = new ExpressionBinder(binder, Scope.empty(Optional.empty()), clause);
            for (int i = 0; i < width; i++) {
                SqlNode value = row.operand(i);
                Column target = targets.get(i);
                boolean isDefault = value.getKind() == SqlKind.DEFAULT;
                if (!isDefault) {
                    ChangedValues.requireSettable(target, ExpressionBinder.position(value));
                }
                if (target.identity().isPresent()) {
                    draws.computeIfAbsent(target, _ -> new ArrayList<>())
                            .add(isDefault ? ExpressionTree.TRUE : ExpressionTree.FALSE);
                }
                Expression bound = isDefault ? defaultValue(target, context) : expressions.bind(value);
                byColumn.get(i)
                        .add(coercion.assign(bound, target.type(), target.name(), ExpressionBinder.position(value)));
            }
            if (call.operandCount() > 1) {
                QueryBinder.requireOneRow(clause, row);
            }
            pending.add(subqueries);
        }
        var ids = new ArrayList<Integer>();
        var values = new HashMap<Column, Expression>();
        for (int i = 0; i < width; i++) {
            values.put(
                    targets.get(i),
                    newColumn(targets.get(i).name(), targets.get(i).type(), ids, context));
        }
        var drawing = new HashMap<Column, Expression>();
        draws.forEach((column, drawn) -> {
            if (!drawn.contains(ExpressionTree.FALSE)) {
                values.remove(column);
            } else if (drawn.contains(ExpressionTree.TRUE)) {
                byColumn.add(drawn);
                drawing.put(column, newColumn(column.name(), SqlType.Simple.BOOLEAN, ids, context));
            }
        });
        return inserted(table, values, drawing, context, binder.rowsPlan(byColumn, pending, ids));
    }

    private static Expression newColumn(String name, SqlType type, List<Integer> ids, QueryContext context) {
        int id = context.columns().add(name, type, true);
        ids.add(id);
        return new Expression.ColumnReference(id, type);
    }

    static Expression defaultValue(Column column, QueryContext context) {
        if (column.defaultSql().isEmpty()) {
            return Coercion.nullOf(column.type());
        }
        Expression value = bindDefault(column.defaultSql().get(), context);
        return new Coercion(context).assign(value, column.type(), column.name(), 0);
    }

    /** Binds the text after DEFAULT, which must be an expression without rows of its own. */
    static Expression bindDefault(String sql, QueryContext context) {
        String query = "SELECT " + sql;
        List<Lexeme> lexemes = Lexer.lex(query);
        ParsedQuery parsed = QueryParser.parse(query, lexemes.subList(0, lexemes.size() - 1));
        var select = (SqlSelect) parsed.root();
        var pending = new ArrayList<Clause.Pending>();
        var binder = new ExpressionBinder(
                Binder.binder(parsed, context),
                Scope.empty(Optional.empty()),
                Clause.plain("DEFAULT expressions", pending));
        Expression value = binder.bind(select.getSelectList().get(0));
        if (!pending.isEmpty()) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "cannot use a subquery or a set-returning function in DEFAULT expression");
        }
        return value;
    }

    /**
     * Adds the defaults of the columns that are not set; identity columns are left out.
     *
     * @param drawing says of identity columns that are set in which rows they are not
     */
    private static Binder.BoundChange inserted(
            Relation.StoredTable table,
            Map<Column, Expression> values,
            Map<Column, Expression> drawing,
            QueryContext context,
            LogicalNode plan) {
        var changed = new ChangedValues(context);
        for (Column column : table.definition().columns()) {
            Expression value = values.get(column);
            if (value != null) {
                changed.add(column, value);
            } else if (column.identity().isEmpty()) {
                changed.add(column, defaultValue(column, context));
            }
        }
        drawing.forEach(changed::addDrawing);
        return new Binder.BoundChange(table, Binder.finish(changed.of(plan), context), changed.columnIds());
    }

    /** All rows of the table to change with their addresses. */
    record Addressed(
            Relation.StoredTable table,
            LogicalNode plan,
            List<Scope.Entry> entries,
            int address,
            List<Integer> columns) {
        static Addressed of(Relation.StoredTable table, String alias, QueryContext context) {
            var entries = new ArrayList<Scope.Entry>();
            var ids = new ArrayList<Integer>();
            var columnIds = new ArrayList<Integer>();
            for (Column column : table.definition().columns()) {
                int id = context.columns()
                        .add(new Columns.Column(
                                alias, column.name(), column.type(), column.nullable(), Optional.empty()));
                entries.add(new Scope.Entry(alias, column.name(), id, true));
                ids.add(id);
                columnIds.add(column.id());
            }
            int address = context.columns().add("row_address", SqlType.Simple.BIGINT, false);
            var outputs = new ArrayList<>(ids);
            outputs.add(address);
            columnIds.add(PlanNode.Scan.ROW_ADDRESS);
            var plan = new LogicalNode.Scan(context.bind(table), table, alias, columnIds, outputs);
            return new Addressed(table, plan, entries, address, ids);
        }

        /**
         * Ends the statement's binding. It reads the table that it changes only if its text mentions one of the columns: the
         * right to change rows is enough to change all of them unseen.
         */
        Binder.BoundChange change(BoundQuery rows, List<Integer> changed, QueryContext context) {
            if (columns.stream().anyMatch(context::isMentioned)) {
                context.use(table);
            }
            return new Binder.BoundChange(table, Binder.finish(rows, context), changed);
        }
    }

    /** The rows to change: the target's rows with their addresses, joined to FROM or USING. */
    private record Matched(LogicalNode plan, Scope scope, Addressed target) {}

    private Matched match(
            Relation.StoredTable table, String alias, SqlSelect select, QueryBinder binder, QueryContext context) {
        Addressed target = Addressed.of(table, alias, context);
        LogicalNode plan = target.plan();
        List<Scope.Entry> all = target.entries();
        if (select.getFrom() != null) {
            FromBinder.Item from = new FromBinder(binder, Optional.empty()).bind(select.getFrom());
            plan = LogicalNode.Join.of(LogicalNode.JoinKind.INNER, plan, from.plan(), List.of());
            all = Scope.concatenate(target.entries(), from.entries());
        }
        var scope = new Scope(all, Optional.empty());
        if (select.getWhere() != null) {
            var pending = new ArrayList<Clause.Pending>();
            Expression condition = new ExpressionBinder(binder, scope, Clause.plain(Clause.WHERE, pending))
                    .condition(select.getWhere(), "WHERE");
            plan = new LogicalNode.Filter(Clause.join(plan, pending), ExpressionTree.conjuncts(condition));
        }
        return new Matched(plan, scope, target);
    }

    private record Body(SqlSelect select, QueryBinder binder) {}

    private static Body body(ParsedQuery parsed, QueryContext context) {
        QueryBinder binder = Binder.binder(parsed, context);
        if (parsed.root() instanceof SqlWith with) {
            return new Body((SqlSelect) with.body, binder.withCommonTables(with, Optional.empty()));
        }
        if (!(parsed.root() instanceof SqlSelect select)) {
            throw SyntaxErrors.atEnd(
                    parsed.source().position() + parsed.source().text().length());
        }
        return new Body(select, binder);
    }

    Binder.BoundChange update(DataStatement.Update update) {
        Relation.StoredTable table = table(update.table(), planning);
        List<Column> targets =
                assigned(table, update.targets().stream().flatMap(List::stream).toList());
        ParsedQuery parsed = Binder.parsed(update.tree());
        var context = new QueryContext(planning, parsed.parameterCount());
        Body body = body(parsed, context);
        Matched matched = match(table, update.alias().orElse(table.name()), body.select(), body.binder(), context);
        var pending = new ArrayList<Clause.Pending>();
        var expressions = new ExpressionBinder(body.binder(), matched.scope(), Clause.plain("UPDATE", pending));
        List<Optional<Expression>> values =
                updated(update, targets, body.select().getSelectList(), expressions, context);
        var changed = new ChangedValues(context);
        changed.addAddress(matched.target().address());
        List<Column> all = table.definition().columns();
        for (int i = 0; i < all.size(); i++) {
            Column column = all.get(i);
            int target = targets.indexOf(column);
            if (target < 0) {
                int old = matched.target().columns().get(i);
                changed.add(column, new Expression.ColumnReference(old, column.type()));
            } else {
                values.get(target).ifPresent(value -> changed.add(column, value));
            }
        }
        BoundQuery query = changed.of(Clause.join(matched.plan(), pending));
        return matched.target().change(query, changed.columnIds(), context);
    }

    /** Returns the new value of each target, and nothing where it is drawn from an IDENTITY. */
    private static List<Optional<Expression>> updated(
            DataStatement.Update update,
            List<Column> targets,
            List<SqlNode> nodes,
            ExpressionBinder expressions,
            QueryContext context) {
        var coercion = new Coercion(context);
        var values = new ArrayList<Optional<Expression>>();
        for (int i = 0; i < nodes.size(); i++) {
            SqlNode node = nodes.get(i);
            if (isDefault(node) && targets.get(values.size()).identity().isPresent()) {
                values.add(Optional.empty());
                continue;
            }
            int width = update.targets().get(i).size();
            List<Expression> bound = width > 1
                    ? expressions.rows().ofQuery(node, width)
                    : List.of(
                            isDefault(node)
                                    ? defaultValue(targets.get(values.size()), context)
                                    : expressions.bind(node));
            for (Expression value : bound) {
                Column column = targets.get(values.size());
                ChangedValues.requireSettable(column, ExpressionBinder.position(node));
                values.add(Optional.of(
                        coercion.assign(value, column.type(), column.name(), ExpressionBinder.position(node))));
            }
        }
        return values;
    }

    static boolean isDefault(SqlNode node) {
        return node instanceof SqlIdentifier id
                && id.isSimple()
                && id.getSimple().equals(Placeholders.DEFAULT_VALUE);
    }

    Binder.BoundChange delete(DataStatement.Delete delete) {
        Relation.StoredTable table = table(delete.table(), planning);
        ParsedQuery parsed = Binder.parsed(delete.tree());
        var context = new QueryContext(planning, parsed.parameterCount());
        Body body = body(parsed, context);
        Matched matched = match(table, delete.alias().orElse(table.name()), body.select(), body.binder(), context);
        Addressed target = matched.target();
        var query =
                new BoundQuery(matched.plan(), List.of(new Output("row_address", target.address(), Optional.empty())));
        return target.change(query, List.of(), context);
    }
}
