package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.leader.bind.BoundQuery.Output;
import dev.slipher.leader.bind.Scope.Entry;
import dev.slipher.leader.calcite.ParsedQuery;
import dev.slipher.leader.calcite.SlipherOperators;
import dev.slipher.leader.calcite.SqlParser;
import dev.slipher.leader.calcite.TokenRewriter;
import dev.slipher.leader.calcite.Unsupported;
import dev.slipher.leader.optimize.Columns.Column;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.JoinKind;
import dev.slipher.leader.plan.PlannedQuery.Origin;
import dev.slipher.leader.plan.Relation;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlPivot;
import org.apache.calcite.sql.SqlUnpivot;

/** Binds FROM: tables, views, common tables, subqueries, functions and joins of them. */
final class FromBinder {
    private static final int MAX_VIEW_DEPTH = 64;

    /** A part of FROM: its rows, and the names of its columns. */
    record Item(LogicalNode plan, List<Entry> entries) {}

    private final QueryBinder queries;
    private final QueryContext context;
    private final Optional<Scope> outer;

    FromBinder(QueryBinder queries, Optional<Scope> outer) {
        this.queries = queries;
        this.context = queries.context();
        this.outer = outer;
    }

    Item bind(SqlNode node) {
        return bind(node, List.of());
    }

    /** Binds an item that, if it is lateral, also sees the columns to its left. */
    private Item bind(SqlNode node, List<Entry> left) {
        return switch (node.getKind()) {
            case IDENTIFIER -> table(node);
            case AS -> aliased((SqlCall) node, left);
            case JOIN -> join((SqlJoin) node, left);
            case LATERAL -> lateral(((SqlCall) node).operand(0), left);
            case COLLECTION_TABLE, OTHER -> function(node, "", left);
            case PIVOT -> {
                var pivot = (SqlPivot) node;
                yield subquery(PivotQuery.of(pivot, names(bind(pivot.query, left))), "", List.of(), outer);
            }
            case UNPIVOT -> {
                var unpivot = (SqlUnpivot) node;
                yield subquery(PivotQuery.of(unpivot, names(bind(unpivot.query, left))), "", List.of(), outer);
            }
            default -> {
                if (node.isA(SqlKind.QUERY)) {
                    yield subquery(node, "", List.of(), outer);
                }
                throw Unsupported.feature("this item of FROM", ExpressionBinder.position(node));
            }
        };
    }

    private static List<String> names(Item item) {
        return item.entries().stream().filter(Entry::visible).map(Entry::name).toList();
    }

    private Item lateral(SqlNode node, List<Entry> left) {
        Optional<Scope> scope = Optional.of(new Scope(left, outer));
        return new FromBinder(queries, scope).bind(node);
    }

    private Item aliased(SqlCall as, List<Entry> left) {
        String alias = ((SqlIdentifier) as.operand(1)).getSimple();
        var columns = new ArrayList<String>();
        for (int i = 2; i < as.operandCount(); i++) {
            columns.add(((SqlIdentifier) as.operand(i)).getSimple());
        }
        SqlNode inner = as.operand(0);
        Item item = switch (inner.getKind()) {
            case IDENTIFIER -> table((SqlIdentifier) inner, Optional.of(alias));
            case COLLECTION_TABLE, OTHER -> function(inner, alias, left);
            case LATERAL -> lateral(((SqlCall) inner).operand(0), left);
            default -> bind(inner, left);
        };
        return rename(item, alias, columns, ExpressionBinder.position(as.operand(1)));
    }

    private static Item rename(Item item, String alias, List<String> columns, int position) {
        List<Entry> visible = item.entries().stream().filter(Entry::visible).toList();
        if (columns.size() > visible.size()) {
            throw new SlipherException(
                            SqlState.INVALID_COLUMN_REFERENCE,
                            "table \"%s\" has %d columns available but %d columns specified"
                                    .formatted(alias, visible.size(), columns.size()))
                    .withPosition(position);
        }
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < visible.size(); i++) {
            Entry entry = visible.get(i);
            entries.add(new Entry(alias, i < columns.size() ? columns.get(i) : entry.name(), entry.column(), true));
        }
        item.entries().stream()
                .filter(entry -> entry.name().equals(TokenRewriter.TABLE_OID) && !entry.visible())
                .forEach(entry -> entries.add(new Entry(alias, entry.name(), entry.column(), false)));
        return new Item(item.plan(), entries);
    }

    Item table(SqlNode node) {
        var id = (SqlIdentifier) node;
        return table(id, Optional.empty());
    }

    private Item table(SqlIdentifier id, Optional<String> givenAlias) {
        String alias = givenAlias.orElseGet(id.names::getLast);
        int position = ExpressionBinder.position(id);
        if (id.isSimple()) {
            Optional<QueryBinder.CommonTable> common = queries.commonTable(id.getSimple());
            if (common.isPresent()) {
                return common(common.get(), alias, position);
            }
        }
        if (id.names.size() > 3) {
            throw new SlipherException(
                            SqlState.SYNTAX_ERROR,
                            "improper qualified name (too many dotted names): " + String.join(".", id.names))
                    .withPosition(position);
        }
        var name = new QualifiedName(id.names, position);
        Relation relation = queries.relations()
                .resolve(name)
                .orElseThrow(() -> new SlipherException(
                                SqlState.UNDEFINED_TABLE, "relation \"%s\" does not exist".formatted(name))
                        .withPosition(position));
        context.use(relation);
        context.notePlace(id, relation, givenAlias.isPresent());
        return switch (relation) {
            case Relation.StoredTable table -> stored(table, alias);
            case Relation.SystemRelation system -> system(system, alias);
            case Relation.View view -> view(view, alias, position);
        };
    }

    private Item common(QueryBinder.CommonTable table, String alias, int position) {
        return switch (table) {
            case QueryBinder.CommonTable.Query(var query, var columns, var environment, var scope) -> {
                BoundQuery bound = context.sharedQueries()
                        .common(query, position, () -> environment.settle(environment.bind(query, scope)));
                yield rename(item(bound, alias), alias, columns, position);
            }
            case QueryBinder.CommonTable.Recursive recursive -> {
                BoundQuery bound = context.sharedQueries()
                        .common(
                                recursive.query(),
                                position,
                                () -> new RecursionBinder(recursive, recursive.outer()).bind());
                yield rename(item(bound, alias), alias, recursive.columns(), position);
            }
            case QueryBinder.CommonTable.Working(var id, var name, var columns, var types) -> {
                var outputs = new ArrayList<Integer>();
                var entries = new ArrayList<Entry>();
                for (int i = 0; i < types.size(); i++) {
                    int column = context.columns().add(columns.get(i), types.get(i), true);
                    outputs.add(column);
                    entries.add(new Entry(alias, columns.get(i), column, true));
                }
                yield new Item(new LogicalNode.WorkingTable(id, name, outputs), entries);
            }
        };
    }

    /** Returns the rows of an item for a second place of the plan, under columns of their own. */
    Item again(Item item) {
        var names = new HashMap<Integer, Integer>();
        var assignments = new ArrayList<Assignment>();
        for (int id : item.plan().outputs()) {
            int copy = context.columns().add(context.columns().get(id));
            names.put(id, copy);
            assignments.add(new Assignment(copy, ExpressionTree.reference(context.columns(), id)));
        }
        List<Entry> entries = item.entries().stream()
                .filter(e -> names.containsKey(e.column()))
                .map(e -> new Entry(e.table(), e.name(), Objects.requireNonNull(names.get(e.column())), e.visible()))
                .toList();
        return new Item(new LogicalNode.Project(item.plan(), assignments), entries);
    }

    private Item stored(Relation.StoredTable table, String alias) {
        var ids = new ArrayList<Integer>();
        var outputs = new ArrayList<Integer>();
        var entries = new ArrayList<Entry>();
        for (var column : table.definition().columns()) {
            int id = context.columns()
                    .add(new Column(
                            alias,
                            column.name(),
                            column.type(),
                            column.nullable(),
                            Optional.of(new Origin(table.oid(), column.id()))));
            ids.add(column.id());
            outputs.add(id);
            entries.add(new Entry(alias, column.name(), id, true));
        }
        LogicalNode scan = new LogicalNode.Scan(context.bind(table), table, alias, ids, outputs);
        return withTableOid(new Item(scan, entries), table.oid(), alias);
    }

    private Item system(Relation.SystemRelation relation, String alias) {
        var outputs = new ArrayList<Integer>();
        var entries = new ArrayList<Entry>();
        for (var column : relation.columns()) {
            int number = outputs.size() + 1;
            int id = context.columns()
                    .add(new Column(
                            alias,
                            column.name(),
                            column.type(),
                            true,
                            Optional.of(new Origin(relation.oid(), number))));
            outputs.add(id);
            entries.add(new Entry(alias, column.name(), id, true));
        }
        LogicalNode scan = new LogicalNode.LeaderScan(context.bind(relation), relation, alias, outputs);
        return withTableOid(new Item(scan, entries), relation.oid(), alias);
    }

    /** Adds the hidden column {@code tableoid} to a relation's own, if the query mentions it. */
    private Item withTableOid(Item item, int oid, String alias) {
        if (!queries.notes().tableOids()) {
            return item;
        }
        int id = context.columns()
                .add(new Column(alias, TokenRewriter.TABLE_OID, SqlType.Simple.OID, false, Optional.empty()));
        var assignment = new Assignment(id, Coercion.integer(oid, SqlType.Simple.OID));
        var entries = new ArrayList<>(item.entries());
        entries.add(new Entry(alias, TokenRewriter.TABLE_OID, id, false));
        return new Item(SelectBinder.extend(item.plan(), List.of(assignment), context.columns()), entries);
    }

    private Item view(Relation.View view, String alias, int position) {
        BoundQuery query = context.sharedQueries().view(view.definition().oid(), position, () -> query(view, position));
        List<String> names =
                view.definition().columns().stream().map(c -> c.name()).toList();
        List<String> known = names.size() <= query.outputs().size() ? names : List.of();
        return rename(item(query, alias), alias, known, position);
    }

    private BoundQuery query(Relation.View view, int position) {
        if (context.enterView(view.definition()) > MAX_VIEW_DEPTH) {
            throw new SlipherException(
                            SqlState.INVALID_OBJECT_DEFINITION,
                            "infinite recursion detected in rules for relation \"%s\"".formatted(view.name()))
                    .withPosition(position);
        }
        try {
            List<Statement> statements = SqlParser.parse(view.definition().sql());
            if (statements.size() != 1 || !(statements.getFirst() instanceof Statement.Query(ParsedQuery parsed))) {
                throw new IllegalStateException("view %s is no query".formatted(view.name()));
            }
            var binder = new QueryBinder(context, parsed.notes(), view.resolver(), Map.of());
            return binder.settle(binder.bind(parsed.root(), Optional.empty()));
        } finally {
            context.leaveView();
        }
    }

    private Item subquery(SqlNode node, String alias, List<String> columns, Optional<Scope> scope) {
        BoundQuery query = queries.settle(queries.bind(node, scope));
        return rename(item(query, alias), alias, columns, ExpressionBinder.position(node));
    }

    /** Returns a query's rows under a name; a column that it shows twice becomes two, as each may be grouped by for itself. */
    private Item item(BoundQuery query, String alias) {
        var seen = new HashSet<Integer>();
        var assignments = new ArrayList<Assignment>();
        var outputs = new ArrayList<Output>();
        for (Output output : query.outputs()) {
            int own = seen.add(output.column())
                    ? output.column()
                    : context.columns().copy(output.column());
            if (own != output.column()) {
                assignments.add(new Assignment(own, ExpressionTree.reference(context.columns(), output.column())));
            }
            outputs.add(new Output(output.name(), own, output.untyped()));
        }
        LogicalNode plan = assignments.isEmpty()
                ? query.plan()
                : SelectBinder.extend(query.plan(), assignments, context.columns());
        return new Item(plan, entries(new BoundQuery(plan, outputs), alias));
    }

    private static List<Entry> entries(BoundQuery query, String alias) {
        return query.outputs().stream()
                .map(o -> new Entry(alias, o.name(), o.column(), true))
                .toList();
    }

    /** A function sees the columns to its left; one that gives a single column lends it its name or alias. */
    private Item function(SqlNode node, String alias, List<Entry> left) {
        boolean numbered = node instanceof SqlCall call && call.getOperator().equals(SlipherOperators.WITH_ORDINALITY);
        SqlNode table = numbered ? ((SqlCall) node).operand(0) : node;
        if (!(table instanceof SqlCall collection) || !(collection.operand(0) instanceof SqlCall function)) {
            throw Unsupported.feature("this item of FROM", ExpressionBinder.position(node));
        }
        var pending = new ArrayList<Clause.Pending>();
        var binder = new ExpressionBinder(queries, new Scope(left, outer), Clause.plain("functions in FROM", pending));
        LogicalNode.Project rows = binder.functions().table(function, numbered);
        if (!pending.isEmpty()) {
            throw Unsupported.feature("a subquery in a function of FROM", ExpressionBinder.position(node));
        }
        var entries = new ArrayList<Entry>();
        boolean single = rows.outputs().size() == (numbered ? 2 : 1) && !alias.isEmpty();
        for (int id : rows.outputs()) {
            String name = context.columns().get(id).name();
            entries.add(
                    new Entry(alias.isEmpty() ? name : alias, single && entries.isEmpty() ? alias : name, id, true));
        }
        return new Item(rows, entries);
    }

    private Item join(SqlJoin join, List<Entry> outerLeft) {
        Item left = bind(join.getLeft(), outerLeft);
        context.planning().checkpoint().run();
        Item right = bind(join.getRight(), Scope.concatenate(outerLeft, left.entries()));
        checkAliases(left, right, ExpressionBinder.position(join.getRight()));
        JoinKind kind = kind(join.getJoinType(), ExpressionBinder.position(join));
        if (join.isNatural()) {
            return using(kind, left, right, commonNames(left, right), ExpressionBinder.position(join));
        }
        if (join.getConditionType() == JoinConditionType.USING) {
            List<String> names = SqlIdentifier.simpleNames((SqlNodeList) join.getCondition());
            return using(kind, left, right, names, ExpressionBinder.position(join.getCondition()));
        }
        List<Entry> entries = Scope.concatenate(left.entries(), right.entries());
        if (join.getCondition() == null) {
            return new Item(LogicalNode.Join.of(kind, left.plan(), right.plan(), List.of()), entries);
        }
        return on(join, kind, left, right, outerLeft);
    }

    private Item on(SqlJoin join, JoinKind kind, Item left, Item right, List<Entry> outerLeft) {
        OnCondition condition = condition(join, left, right);
        if (kind == JoinKind.INNER || condition.isOverOneSideEach()) {
            return condition.join(kind);
        }
        return OnCondition.unionOfMatches(kind, context.columns(), () -> {
            Item sameLeft = bind(join.getLeft(), outerLeft);
            Item sameRight = bind(join.getRight(), Scope.concatenate(outerLeft, sameLeft.entries()));
            return condition(join, sameLeft, sameRight);
        });
    }

    private OnCondition condition(SqlJoin join, Item left, Item right) {
        var pending = new ArrayList<Clause.Pending>();
        var scope = new Scope(Scope.concatenate(left.entries(), right.entries()), outer);
        var binder = new ExpressionBinder(queries, scope, Clause.plain("JOIN conditions", pending));
        List<Expression> conditions = ExpressionTree.conjuncts(binder.condition(join.getCondition(), "JOIN/ON"));
        return new OnCondition(left, right, conditions, pending);
    }

    private static void checkAliases(Item left, Item right, int position) {
        for (Entry entry : right.entries()) {
            boolean twice = !entry.table().isEmpty()
                    && left.entries().stream().anyMatch(e -> e.table().equals(entry.table()));
            if (twice) {
                throw new SlipherException(
                                SqlState.DUPLICATE_ALIAS,
                                "table name \"%s\" specified more than once".formatted(entry.table()))
                        .withPosition(position);
            }
        }
    }

    private static JoinKind kind(JoinType type, int position) {
        return switch (type) {
            case INNER, COMMA, CROSS -> JoinKind.INNER;
            case LEFT -> JoinKind.LEFT;
            case RIGHT -> JoinKind.RIGHT;
            case FULL -> JoinKind.FULL;
            default -> throw Unsupported.feature(type + " JOIN", position);
        };
    }

    private static List<String> commonNames(Item left, Item right) {
        return left.entries().stream()
                .filter(Entry::visible)
                .map(Entry::name)
                .filter(n -> right.entries().stream()
                        .anyMatch(e -> e.visible() && e.name().equals(n)))
                .distinct()
                .toList();
    }

    /** USING and NATURAL: each merged column is shown once, first, and is the one that is not null. */
    private Item using(JoinKind kind, Item left, Item right, List<String> names, int position) {
        var coercion = new Coercion(context);
        var conditions = new ArrayList<Expression>();
        var merged = new ArrayList<Entry>();
        var computed = new ArrayList<Assignment>();
        for (String name : names) {
            Entry a = find(left, name, "left", position);
            Entry b = find(right, name, "right", position);
            context.mention(a.column(), 0);
            context.mention(b.column(), 0);
            Expression x = reference(a);
            Expression y = reference(b);
            conditions.add(coercion.compare(ComparisonOperator.EQUAL, x, y, position));
            switch (kind) {
                case RIGHT -> merged.add(new Entry("", name, b.column(), true));
                case FULL -> {
                    List<Expression> both = coercion.unify(List.of(x, y), "JOIN/USING", position);
                    SqlType type = both.getFirst().type();
                    int id = context.columns().add(name, type, true);
                    computed.add(new Assignment(id, new Expression.Coalesce(both, type)));
                    merged.add(new Entry("", name, id, true));
                }
                default -> merged.add(new Entry("", name, a.column(), true));
            }
        }
        LogicalNode plan = new LogicalNode.Join(kind, left.plan(), right.plan(), conditions, OptionalInt.empty());
        if (!computed.isEmpty()) {
            plan = SelectBinder.extend(plan, computed, context.columns());
        }
        var entries = new ArrayList<>(merged);
        for (Entry entry : Scope.concatenate(left.entries(), right.entries())) {
            entries.add(names.contains(entry.name()) ? entry.hidden() : entry);
        }
        return new Item(plan, entries);
    }

    private static Entry find(Item item, String name, String side, int position) {
        return new Scope(item.entries(), Optional.empty())
                .findHere(name, position)
                .orElseThrow(() -> new SlipherException(
                                SqlState.UNDEFINED_COLUMN,
                                "column \"%s\" specified in USING clause does not exist in %s table"
                                        .formatted(name, side))
                        .withPosition(position));
    }

    private Expression reference(Entry entry) {
        return new Expression.ColumnReference(
                entry.column(), context.columns().get(entry.column()).type());
    }
}
