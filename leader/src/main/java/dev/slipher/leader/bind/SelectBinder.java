package dev.slipher.leader.bind;

import dev.slipher.compute.expression.function.FunctionRegistry;
import dev.slipher.compute.expression.function.ResolvedFunction;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode.AggregateCall;
import dev.slipher.leader.bind.BoundQuery.Output;
import dev.slipher.leader.bind.Clause.Calls;
import dev.slipher.leader.bind.Clause.Pending;
import dev.slipher.leader.calcite.TypeName;
import dev.slipher.leader.optimize.Columns;
import dev.slipher.leader.optimize.Correlations;
import dev.slipher.leader.optimize.ExpressionTree;
import dev.slipher.leader.optimize.Folding;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Order;
import dev.slipher.leader.optimize.OrderedAggregates;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Litmus;

/** Binds one SELECT with its ORDER BY. */
final class SelectBinder {
    /** An item of the select list. */
    private record Item(String name, Expression expression, Optional<ResolvedFunction> shown) {}

    /** What ORDER BY or DISTINCT ON names: an item of the select list, of which {@code item} is the index, or another value. */
    private record Named(Expression expression, OptionalInt item) {}

    private record OrderKey(Named value, boolean descending, boolean nullsFirst) {}

    /** As in PostgreSQL. */
    private static final int MAX_ITEMS = 1_664;

    private final QueryBinder queries;
    private final QueryContext context;
    private final Columns columns;
    private final SqlSelect select;
    private final SqlNodeList orderList;
    private final Optional<Scope> outer;

    private final Calls<Clause.AggregateSpec> aggregates = new Calls<>();
    private final Calls<Clause.WindowSpec> windows = new Calls<>();
    private final List<Pending> pending = new ArrayList<>();
    private final List<Pending> pendingBelow = new ArrayList<>();
    private final Map<String, Expression> aliases = new HashMap<>();
    private final List<Item> items = new ArrayList<>();
    private final WindowNames namedWindows = new WindowNames();

    SelectBinder(QueryBinder queries, Optional<Scope> outer, SqlSelect select, SqlNodeList orderList) {
        this.queries = queries;
        this.context = queries.context();
        this.columns = context.columns();
        this.outer = outer;
        this.select = select;
        this.orderList = orderList;
    }

    BoundQuery bind() {
        SqlNode where = select.getWhere();
        List<SqlNode> conditions = where == null ? List.of() : List.of(where);
        SqlNode tables = select.getFrom();
        if (where != null
                && tables != null
                && OuterMarks.isMarked(where, queries.notes().outerMarks())) {
            OuterMarks.Rewritten joined =
                    OuterMarks.rewrite(tables, where, queries.notes().outerMarks());
            tables = joined.from();
            conditions = joined.where();
        }
        FromBinder.Item from = tables == null
                ? new FromBinder.Item(QueryBinder.oneRow(), List.of())
                : new FromBinder(queries, outer).bind(tables);
        var scope = new Scope(from.entries(), outer);
        LogicalNode plan = where(from.plan(), conditions, scope);
        nameWindows();
        bindItems(scope);
        var afterGrouping =
                Clause.grouped("ORDER BY", aggregates, Optional.of(windows), pending, pendingBelow, aliases);
        var grouped = new ExpressionBinder(queries, scope, afterGrouping, namedWindows);
        Grouping.Keys keys = new Grouping(queries, select, this, scope, pendingBelow).keys();
        moveBelow(keys);
        Optional<Expression> having = Optional.ofNullable(select.getHaving())
                .map(h -> new ExpressionBinder(
                                queries,
                                scope,
                                Clause.grouped("HAVING", aggregates, Optional.empty(), pending, pendingBelow, Map.of()))
                        .condition(h, "HAVING"));
        Optional<Expression> qualify = Optional.ofNullable(select.getQualify())
                .map(q -> new ExpressionBinder(
                                queries,
                                scope,
                                Clause.grouped(
                                        "QUALIFY", aggregates, Optional.of(windows), pending, pendingBelow, aliases),
                                namedWindows)
                        .condition(q, "QUALIFY"));
        List<OrderKey> order = bindOrder(grouped);
        List<Named> distinctOn = select.getSelectList().subList(0, distinctOnCount()).stream()
                .map(n -> named(n, grouped))
                .toList();
        plan = Clause.join(plan, pendingBelow);
        var substitution = new Substitution(context);
        if (select.getGroup() != null
                || having.isPresent()
                || !aggregates.byColumn().isEmpty()) {
            plan = new GroupingPlan(columns, plan, scope).build(keys, aggregates, substitution);
        }
        return finish(plan, substitution, having, qualify, distinctOn, order);
    }

    /** Has what grouped expressions need computed before grouping: an item may be a subquery or give several rows. */
    private void moveBelow(Grouping.Keys keys) {
        var needed = new HashSet<Integer>();
        keys.expressions().forEach(key -> ExpressionTree.collectColumns(key, needed));
        var moved = new ArrayList<Pending>();
        for (Pending item : pending.reversed()) {
            if (item.columns().stream().anyMatch(needed::contains)) {
                moved.addFirst(item);
                needed.addAll(item.uses());
            }
        }
        boolean usesAggregates =
                moved.stream().flatMap(item -> item.uses().stream()).anyMatch(aggregates.byColumn()::containsKey);
        if (usesAggregates) {
            throw new SlipherException(SqlState.GROUPING_ERROR, "aggregate functions are not allowed in GROUP BY");
        }
        pending.removeAll(moved);
        pendingBelow.addAll(moved);
    }

    private LogicalNode where(LogicalNode plan, List<SqlNode> conditions, Scope scope) {
        if (conditions.isEmpty()) {
            return plan;
        }
        var required = new ArrayList<Pending>();
        var clause = Clause.withAliases(Clause.WHERE, required, name -> aliasedInWhere(name, required, scope));
        var binder = new ExpressionBinder(queries, scope, clause);
        var conjuncts = new ArrayList<Expression>();
        conditions.forEach(c -> conjuncts.addAll(ExpressionTree.conjuncts(binder.condition(c, "WHERE"))));
        return new LogicalNode.Filter(Clause.join(plan, required), conjuncts);
    }

    /** A name in WHERE that is no column may mean an alias of the select list, as in Redshift. */
    private Optional<Expression> aliasedInWhere(String name, List<Pending> required, Scope scope) {
        for (SqlNode item : select.getSelectList()) {
            boolean named = item.getKind() == SqlKind.AS
                    && ((SqlIdentifier) ((SqlCall) item).operand(1)).getSimple().equals(name);
            if (named) {
                var clause = Clause.plain(Clause.WHERE, required);
                return Optional.of(new ExpressionBinder(queries, scope, clause).settled(((SqlCall) item).operand(0)));
            }
        }
        return Optional.empty();
    }

    private void nameWindows() {
        for (SqlNode node : select.getWindowList()) {
            namedWindows.add((SqlWindow) node);
        }
    }

    private void bindItems(Scope scope) {
        List<SqlNode> list = select.getSelectList();
        for (SqlNode node : list.subList(distinctOnCount(), list.size())) {
            if (node instanceof SqlStarExclude star) {
                var excluded = star.getExcludeList().stream()
                        .map(n -> ((SqlIdentifier) n).names.getLast())
                        .toList();
                addStar(
                        node,
                        star.getStarIdentifier(),
                        star(star.getStarIdentifier(), scope).stream()
                                .filter(e -> !excluded.contains(e.name()))
                                .toList(),
                        scope);
            } else if (node instanceof SqlIdentifier id && id.isStar()) {
                addStar(node, id, star(id, scope), scope);
            } else {
                addItem(node, scope);
            }
        }
    }

    private int selectPosition() {
        return ExpressionBinder.position(select.getOperandList().getFirst());
    }

    /** Returns how many of the first items are those of DISTINCT ON. */
    private int distinctOnCount() {
        return queries.notes().distinctOn().getOrDefault(selectPosition(), 0);
    }

    private static List<Scope.Entry> star(SqlIdentifier id, Scope scope) {
        if (id.names.size() > 1) {
            return scope.star(id.names.get(id.names.size() - 2), ExpressionBinder.position(id));
        }
        if (scope.entries().isEmpty()) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "SELECT * with no tables specified is not valid")
                    .withPosition(ExpressionBinder.position(id));
        }
        return scope.star();
    }

    private void addStar(SqlNode node, SqlIdentifier id, List<Scope.Entry> entries, Scope scope) {
        int position = ExpressionBinder.position(node);
        for (Scope.Entry entry : entries) {
            addColumn(entry, position);
            queries.context().mention(entry.column(), position);
        }
        queries.context().noteStar(node, entries, scope, id.names.size() > 1);
    }

    private void add(Item item, int position) {
        if (items.size() == MAX_ITEMS) {
            throw new SlipherException(
                            SqlState.TOO_MANY_COLUMNS, "target lists can have at most %d entries".formatted(MAX_ITEMS))
                    .withPosition(position);
        }
        items.add(item);
    }

    private void addColumn(Scope.Entry entry, int position) {
        add(
                new Item(
                        entry.name(),
                        new Expression.ColumnReference(
                                entry.column(), columns.get(entry.column()).type()),
                        Optional.empty()),
                position);
    }

    /** Clients see names, not oids, where a value is cast to {@code regclass} and its family. */
    private Optional<ResolvedFunction> shown(SqlNode value) {
        return value.getKind() == SqlKind.CAST
                ? Optional.ofNullable(
                                queries.notes().types().get(ExpressionBinder.position(((SqlCall) value).operand(1))))
                        .filter(TypeName::isObjectId)
                        .map(type -> FunctionRegistry.resolve(
                                type.alias() + "out", List.of(Optional.of(SqlType.Simple.OID))))
                : Optional.empty();
    }

    private void addItem(SqlNode node, Scope scope) {
        SqlNode value = node;
        Optional<String> alias = Optional.empty();
        if (node.getKind() == SqlKind.AS) {
            value = ((SqlCall) node).operand(0);
            alias = Optional.of(((SqlIdentifier) ((SqlCall) node).operand(1)).getSimple());
        }
        // A name in the list may mean an earlier alias of the same list, as Redshift allows.
        var clause =
                Clause.grouped("SELECT", aggregates, Optional.of(windows), pending, pendingBelow, Map.copyOf(aliases));
        Expression expression = new ExpressionBinder(queries, scope, clause, namedWindows).bind(value);
        SqlNode named = value;
        add(
                new Item(alias.orElseGet(() -> OutputNames.of(named)), expression, shown(value)),
                ExpressionBinder.position(node));
        alias.ifPresent(a -> aliases.putIfAbsent(a, expression));
    }

    Expression item(int index) {
        return items.get(index).expression();
    }

    /** Whether the expression holds the result of an aggregate or window function of this SELECT. */
    boolean usesCalls(Expression expression) {
        return !ExpressionTree.onlyColumns(
                expression,
                id -> !aggregates.byColumn().containsKey(id)
                        && !windows.byColumn().containsKey(id));
    }

    int itemCount() {
        return items.size();
    }

    Optional<Expression> alias(String name) {
        return Optional.ofNullable(aliases.get(name));
    }

    /** Returns the index that a number in GROUP BY or ORDER BY means. */
    static int ordinal(SqlNode node, int count, String clause) {
        if (!(node instanceof SqlLiteral literal) || literal.getTypeName() != SqlTypeName.DECIMAL) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "non-integer constant in " + clause)
                    .withPosition(ExpressionBinder.position(node));
        }
        String text = String.valueOf(literal.toValue());
        int index = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        if (index < 1 || index > count) {
            throw new SlipherException(
                            SqlState.INVALID_COLUMN_REFERENCE,
                            "%s position %s is not in select list".formatted(clause, text))
                    .withPosition(ExpressionBinder.position(node));
        }
        return index - 1;
    }

    private List<OrderKey> bindOrder(ExpressionBinder binder) {
        var keys = new ArrayList<OrderKey>();
        for (SqlNode item : orderList) {
            SortItem parts = SortItem.of(item);
            keys.add(new OrderKey(named(parts.expression(), binder), parts.descending(), parts.nullsFirst()));
        }
        return keys;
    }

    private Named named(SqlNode node, ExpressionBinder binder) {
        if (node instanceof SqlLiteral) {
            return named(ordinal(node, items.size(), "ORDER BY"));
        }
        if (node instanceof SqlIdentifier id && id.isSimple()) {
            int[] meant = IntStream.range(0, items.size())
                    .filter(i -> items.get(i).name().equals(id.getSimple()))
                    .toArray();
            if (IntStream.of(meant).mapToObj(this::item).distinct().count() > 1) {
                throw ambiguousOrder(id);
            }
            if (meant.length > 0) {
                return named(meant[0]);
            }
        }
        OptionalInt same = sameItem(node);
        if (same.isPresent()) {
            return named(same.getAsInt());
        }
        Expression bound = binder.settled(node);
        return IntStream.range(0, items.size())
                .filter(i -> item(i).equals(bound))
                .mapToObj(this::named)
                .findFirst()
                .orElseGet(() -> new Named(bound, OptionalInt.empty()));
    }

    /** Returns the index of the item that is written like an expression. */
    OptionalInt sameItem(SqlNode node) {
        List<SqlNode> list = select.getSelectList();
        return IntStream.range(0, list.size() == items.size() ? list.size() : 0)
                .filter(i -> valueOf(list.get(i)).equalsDeep(node, Litmus.IGNORE))
                .findFirst();
    }

    private static SqlNode valueOf(SqlNode item) {
        return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
    }

    private Named named(int item) {
        return new Named(item(item), OptionalInt.of(item));
    }

    /** The error of a name in ORDER BY that several columns of the result have which differ. */
    static SlipherException ambiguousOrder(SqlIdentifier name) {
        return new SlipherException(
                        SqlState.AMBIGUOUS_COLUMN, "ORDER BY \"%s\" is ambiguous".formatted(name.getSimple()))
                .withPosition(ExpressionBinder.position(name));
    }

    /**
     * Takes out what repeats rows, and what depends on it: window functions see rows before they are repeated, unless they
     * or QUALIFY ask for what comes of it.
     */
    private List<Pending> takeLate(Optional<Expression> qualify) {
        var late = new ArrayList<Pending>();
        var lateColumns = new HashSet<Integer>();
        for (Pending item : pending) {
            if (item.kind() == LogicalNode.JoinKind.INNER || !Collections.disjoint(item.uses(), lateColumns)) {
                late.add(item);
                lateColumns.addAll(item.columns());
            }
        }
        var read = new HashSet<Integer>();
        qualify.ifPresent(condition -> ExpressionTree.collectColumns(condition, read));
        for (Clause.WindowSpec window : windows.byColumn().values()) {
            window.expressions().forEach(e -> ExpressionTree.collectColumns(e, read));
        }
        if (!Collections.disjoint(read, lateColumns)) {
            return List.of();
        }
        pending.removeAll(late);
        return late;
    }

    private BoundQuery finish(
            LogicalNode grouped,
            Substitution substitution,
            Optional<Expression> having,
            Optional<Expression> qualify,
            List<Named> distinctOn,
            List<OrderKey> order) {
        var used = new HashSet<Integer>();
        pending.forEach(item -> used.addAll(Correlations.freeColumns(item.plan())));
        LogicalNode plan = extend(grouped, substitution.restored(used), columns);
        List<Pending> late = takeLate(qualify);
        plan = Clause.join(plan, substitution.apply(pending));
        if (having.isPresent()) {
            plan = new LogicalNode.Filter(plan, ExpressionTree.conjuncts(substitution.apply(having.get())));
        }
        plan = new WindowPlan(columns).build(plan, windows, substitution);
        if (qualify.isPresent()) {
            plan = new LogicalNode.Filter(plan, ExpressionTree.conjuncts(substitution.apply(qualify.get())));
        }
        plan = Clause.join(plan, substitution.apply(late));
        var projection = new Projection(columns, plan.outputs());
        var outputs = new ArrayList<Output>();
        boolean distinct = select.isDistinct();
        var coercion = new Coercion(context);
        for (Item item : items) {
            Expression expression = substitution.apply(item.expression());
            if (distinct) {
                expression = coercion.settle(expression);
            }
            boolean untyped = Types.isUnknown(expression.type());
            int id = projection.add(expression, item.name());
            outputs.add(
                    new Output(item.name(), id, untyped ? Optional.of(expression) : Optional.empty(), item.shown()));
        }
        int width = projection.size();
        var keys = new ArrayList<Order>();
        Function<Named, Integer> column = value -> {
            Optional<Output> shown =
                    value.item().stream().mapToObj(outputs::get).findFirst();
            return shown.isPresent() && shown.get().untyped().isEmpty()
                    ? shown.get().column()
                    : projection.add(coercion.settle(substitution.apply(value.expression())), "order");
        };
        for (OrderKey key : order) {
            keys.add(new Order(column.apply(key.value()), key.descending(), key.nullsFirst()));
        }
        if (distinct && projection.size() > width) {
            throw new SlipherException(
                            SqlState.INVALID_COLUMN_REFERENCE,
                            "for SELECT DISTINCT, ORDER BY expressions must appear in select list")
                    .withPosition(ExpressionBinder.position(orderList));
        }
        List<Integer> firstOf = distinctOn.stream().map(column).toList();
        plan = projection.over(plan);
        if (!firstOf.isEmpty()) {
            plan = firstRows(plan, firstOf, keys);
        }
        if (distinct) {
            plan = QueryBinder.distinct(plan, plan.outputs());
        }
        return new BoundQuery(sorted(plan, keys), outputs);
    }

    /** DISTINCT ON: of the rows with equal keys the first in the order, which must begin with these keys. */
    private LogicalNode firstRows(LogicalNode plan, List<Integer> keys, List<Order> order) {
        int shared = Math.min(keys.size(), order.size());
        if (!order.subList(0, shared).stream().allMatch(o -> keys.contains(o.column()))) {
            throw new SlipherException(
                            SqlState.INVALID_COLUMN_REFERENCE,
                            "SELECT DISTINCT ON expressions must match initial ORDER BY expressions")
                    .withPosition(ExpressionBinder.position(orderList));
        }
        int number = columns.add("row_number", SqlType.Simple.BIGINT, false);
        var numbering =
                new AggregateCall("row_number", List.of(), false, Optional.empty(), List.of(), SqlType.Simple.BIGINT);
        LogicalNode numbered = new LogicalNode.Window(
                plan,
                keys.stream().distinct().toList(),
                order,
                List.of(new LogicalNode.WindowOutput(number, numbering, OrderedAggregates.WHOLE_PARTITION, false)));
        Expression first = new Expression.Comparison(
                Expression.ComparisonOperator.EQUAL,
                new Expression.ColumnReference(number, SqlType.Simple.BIGINT),
                Coercion.integer(1, SqlType.Simple.BIGINT));
        return new LogicalNode.Filter(numbered, List.of(first));
    }

    private LogicalNode sorted(LogicalNode plan, List<Order> keys) {
        Long top = queries.notes().tops().get(selectPosition());
        if (keys.isEmpty() && top == null) {
            return plan;
        }
        return new LogicalNode.Sort(plan, keys, Optional.ofNullable(top), 0);
    }

    /** Adds computed columns to those of a plan. */
    static LogicalNode extend(LogicalNode plan, List<Assignment> computed, Columns columns) {
        if (computed.isEmpty()) {
            return plan;
        }
        var assignments = new ArrayList<Assignment>();
        for (int id : plan.outputs()) {
            assignments.add(new Assignment(
                    id, new Expression.ColumnReference(id, columns.get(id).type())));
        }
        assignments.addAll(computed);
        return new LogicalNode.Project(plan, assignments);
    }

    /** The columns that a projection puts out; equal expressions share one. */
    static final class Projection {
        private final Columns columns;
        private final Set<Integer> inputs;
        private final List<Assignment> assignments = new ArrayList<>();

        /**
         * @param inputs the columns of what is projected; others that expressions refer to are those of an outer query
         */
        Projection(Columns columns, List<Integer> inputs) {
            this.columns = columns;
            this.inputs = Set.copyOf(inputs);
        }

        int add(Expression expression, String name) {
            for (Assignment assignment : assignments) {
                if (assignment.expression().equals(expression) && !Folding.isVolatile(expression)) {
                    return assignment.column();
                }
            }
            int id = expression instanceof Expression.ColumnReference(int column, var _) && inputs.contains(column)
                    ? column
                    : columns.add(name, expression.type(), true);
            assignments.add(new Assignment(id, expression));
            return id;
        }

        int size() {
            return assignments.size();
        }

        LogicalNode over(LogicalNode plan) {
            return new LogicalNode.Project(plan, assignments);
        }

        List<Assignment> computed() {
            return assignments.stream()
                    .filter(a -> !inputs.contains(a.column()))
                    .toList();
        }
    }
}
