package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode.SetOperator;
import dev.slipher.leader.bind.BoundQuery.Output;
import dev.slipher.leader.calcite.RowCount;
import dev.slipher.leader.calcite.TokenRewriter;
import dev.slipher.leader.calcite.Unsupported;
import dev.slipher.leader.optimize.Folding;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.leader.optimize.LogicalNode.Assignment;
import dev.slipher.leader.optimize.LogicalNode.Order;
import dev.slipher.leader.plan.RelationResolver;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;

/** Binds queries: SELECT, VALUES, set operations, WITH, ORDER BY and LIMIT. */
final class QueryBinder {
    /** What a name of WITH means. */
    sealed interface CommonTable {
        /** A query, bound anew for each use in the environment that it was defined in. */
        record Query(SqlNode query, List<String> columns, QueryBinder environment, Optional<Scope> outer)
                implements CommonTable {}

        /** A query that mentions itself, likewise. */
        record Recursive(
                String name, SqlNode query, List<String> columns, QueryBinder environment, Optional<Scope> outer)
                implements CommonTable {}

        /** The last rows of the recursive query whose recursive term is being bound. */
        record Working(int table, String name, List<String> columns, List<SqlType> types) implements CommonTable {}
    }

    private final QueryContext context;
    private final TokenRewriter.Notes notes;
    private final RelationResolver relations;
    private final Map<String, CommonTable> commonTables;

    QueryBinder(
            QueryContext context,
            TokenRewriter.Notes notes,
            RelationResolver relations,
            Map<String, CommonTable> commonTables) {
        this.context = context;
        this.notes = notes;
        this.relations = relations;
        this.commonTables = commonTables;
    }

    QueryContext context() {
        return context;
    }

    TokenRewriter.Notes notes() {
        return notes;
    }

    RelationResolver relations() {
        return relations;
    }

    Optional<CommonTable> commonTable(String name) {
        return Optional.ofNullable(commonTables.get(name));
    }

    /** Binds a query whose names may also mean columns of the scope around it. */
    BoundQuery bind(SqlNode query, Optional<Scope> outer) {
        context.planning().checkpoint().run();
        return switch (query) {
            case SqlSelect select -> new SelectBinder(this, outer, select, SqlNodeList.EMPTY).bind();
            case SqlOrderBy ordered -> ordered(ordered, outer);
            case SqlWith with -> {
                QueryBinder inner = withCommonTables(with, outer);
                yield inner.bind(with.body, outer);
            }
            case SqlCall call -> call(call, outer);
            default -> throw Unsupported.feature("this query", ExpressionBinder.position(query));
        };
    }

    private BoundQuery call(SqlCall call, Optional<Scope> outer) {
        return switch (call.getKind()) {
            case UNION, INTERSECT, EXCEPT -> setOperation(call, outer);
            case VALUES -> values(call, outer);
            case EXPLICIT_TABLE -> {
                FromBinder.Item item = new FromBinder(this, outer).table(call.operand(0));
                yield new BoundQuery(
                        item.plan(),
                        item.entries().stream()
                                .map(e -> new Output(e.name(), e.column(), Optional.empty()))
                                .toList());
            }
            default -> throw Unsupported.feature(call.getKind().sql, ExpressionBinder.position(call));
        };
    }

    /** Returns a binder that knows the queries of WITH, which may refer to the queries around it. */
    QueryBinder withCommonTables(SqlWith with, Optional<Scope> outer) {
        QueryBinder binder = this;
        var names = new HashSet<String>();
        for (SqlNode node : with.withList) {
            var item = (SqlWithItem) node;
            List<String> columns = item.columnList == null ? List.of() : SqlIdentifier.simpleNames(item.columnList);
            var tables = new HashMap<>(binder.commonTables);
            if (!names.add(item.name.getSimple())) {
                throw new SlipherException(
                                SqlState.DUPLICATE_ALIAS,
                                "WITH query name \"%s\" specified more than once".formatted(item.name.getSimple()))
                        .withPosition(ExpressionBinder.position(item.name));
            }
            String name = item.name.getSimple();
            boolean recursive = item.recursive.booleanValue() && SelfReferences.areIn(item.query, name);
            tables.put(
                    name,
                    recursive
                            ? new CommonTable.Recursive(name, item.query, columns, binder, outer)
                            : new CommonTable.Query(item.query, columns, binder, outer));
            binder = new QueryBinder(context, notes, relations, tables);
        }
        return binder;
    }

    /** Returns a binder for which a name means something more. */
    QueryBinder with(String name, CommonTable table) {
        var tables = new HashMap<>(commonTables);
        tables.put(name, table);
        return new QueryBinder(context, notes, relations, tables);
    }

    private BoundQuery ordered(SqlOrderBy ordered, Optional<Scope> outer) {
        BoundQuery query;
        List<Order> keys = List.of();
        if (ordered.query instanceof SqlSelect select) {
            query = new SelectBinder(this, outer, select, ordered.orderList).bind();
        } else if (ordered.query instanceof SqlWith with && !ordered.orderList.isEmpty()) {
            QueryBinder inner = withCommonTables(with, outer);
            return inner.ordered(
                    new SqlOrderBy(
                            ordered.getParserPosition(), with.body, ordered.orderList, ordered.offset, ordered.fetch),
                    outer);
        } else {
            query = settle(bind(ordered.query, outer));
            keys = outputOrder(query, ordered.orderList);
        }
        Optional<Long> limit = count(ordered.fetch, RowCount.LIMIT);
        long offset = count(ordered.offset, RowCount.OFFSET).orElse(0L);
        LogicalNode plan = query.plan();
        if (plan instanceof LogicalNode.Sort sort && !sort.isLimited() && keys.isEmpty()) {
            plan = new LogicalNode.Sort(sort.input(), sort.keys(), limit, offset);
        } else if (!keys.isEmpty() || limit.isPresent() || offset > 0) {
            plan = new LogicalNode.Sort(plan, keys, limit, offset);
        }
        return new BoundQuery(plan, query.outputs());
    }

    private Optional<Long> count(SqlNode node, RowCount clause) {
        if (node == null) {
            return Optional.empty();
        }
        return node instanceof SqlDynamicParam parameter
                ? countParameter(parameter, clause.name()).map(clause::check)
                : Optional.of(clause.check(clause.parse(String.valueOf(((SqlLiteral) node).toValue()))));
    }

    /** Returns the number of rows that a parameter gives; NULL means no limit. */
    private Optional<Long> countParameter(SqlDynamicParam node, String clause) {
        int position = ExpressionBinder.position(node);
        Expression parameter = new ExpressionBinder(
                        this, Scope.empty(Optional.empty()), Clause.plain(clause, new ArrayList<>()))
                .bind(node);
        if (!(parameter instanceof Expression.Parameter(int index, var type))) {
            throw new IllegalStateException("not a parameter: " + parameter);
        }
        if (Types.isUnknown(type)) {
            context.decideParameter(index, SqlType.Simple.BIGINT);
        } else if (!Types.isInteger(type)) {
            throw new SlipherException(
                            SqlState.DATATYPE_MISMATCH,
                            "argument of %s must be type bigint, not type %s".formatted(clause, Types.name(type)))
                    .withPosition(position);
        }
        return context.planningValue(index)
                .flatMap(value -> value instanceof Datum.Integral(long count) ? Optional.of(count) : Optional.empty());
    }

    /** ORDER BY of a set operation names output columns only. */
    private List<Order> outputOrder(BoundQuery query, SqlNodeList items) {
        var keys = new ArrayList<Order>();
        for (SqlNode item : items) {
            SortItem parts = SortItem.of(item);
            int index = outputIndex(query.outputs(), parts.expression());
            keys.add(new Order(query.outputs().get(index).column(), parts.descending(), parts.nullsFirst()));
        }
        return keys;
    }

    private static int outputIndex(List<Output> outputs, SqlNode node) {
        if (node instanceof SqlLiteral) {
            return SelectBinder.ordinal(node, outputs.size(), "ORDER BY");
        }
        if (node instanceof SqlIdentifier id && id.isSimple()) {
            var meant = IntStream.range(0, outputs.size())
                    .filter(i -> outputs.get(i).name().equals(id.getSimple()))
                    .toArray();
            if (meant.length > 1) {
                throw SelectBinder.ambiguousOrder(id);
            }
            if (meant.length == 1) {
                return meant[0];
            }
            throw new SlipherException(
                            SqlState.UNDEFINED_COLUMN, "column \"%s\" does not exist".formatted(id.getSimple()))
                    .withPosition(ExpressionBinder.position(node));
        }
        throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "invalid UNION/INTERSECT/EXCEPT ORDER BY clause")
                .withDetail("Only result column names can be used, not expressions or functions.")
                .withPosition(ExpressionBinder.position(node));
    }

    /** Gives text type to the output columns that are still untyped. */
    BoundQuery settle(BoundQuery query) {
        if (query.outputs().stream().noneMatch(o -> o.untyped().isPresent())) {
            return query;
        }
        var coercion = new Coercion(context);
        var types = query.outputs().stream()
                .map(o -> o.untyped().map(u -> coercion.settle(u).type()).orElseGet(() -> typeOf(o)))
                .toList();
        return convert(query, types);
    }

    SqlType typeOf(Output output) {
        return context.columns().get(output.column()).type();
    }

    /** Returns the query with its columns converted to these types. */
    BoundQuery convert(BoundQuery query, List<SqlType> types) {
        var coercion = new Coercion(context);
        var assignments = new ArrayList<Assignment>();
        var outputs = new ArrayList<Output>();
        boolean changed = false;
        for (int i = 0; i < types.size(); i++) {
            Output output = query.outputs().get(i);
            Expression value = value(output);
            Expression converted = coercion.toExactly(value, types.get(i));
            if (converted.equals(value) && output.untyped().isEmpty()) {
                if (assignments.stream().noneMatch(a -> a.column() == output.column())) {
                    assignments.add(new Assignment(output.column(), value));
                }
                outputs.add(output);
            } else {
                changed = true;
                int id = context.columns().add(output.name(), types.get(i), true);
                assignments.add(new Assignment(id, converted));
                outputs.add(new Output(output.name(), id, Optional.empty()));
            }
        }
        return changed ? new BoundQuery(new LogicalNode.Project(query.plan(), assignments), outputs) : query;
    }

    /** Returns the expression that an output column is. */
    Expression value(Output output) {
        return output.untyped().orElseGet(() -> new Expression.ColumnReference(output.column(), typeOf(output)));
    }

    private BoundQuery setOperation(SqlCall call, Optional<Scope> outer) {
        boolean all = ((SqlSetOperator) call.getOperator()).isAll();
        String name = call.getKind().name();
        BoundQuery left = bind(call.operand(0), outer);
        BoundQuery right = bind(call.operand(1), outer);
        int width = left.outputs().size();
        if (width != right.outputs().size()) {
            throw new SlipherException(
                            SqlState.SYNTAX_ERROR, "each %s query must have the same number of columns".formatted(name))
                    .withPosition(ExpressionBinder.position(call.operand(1)));
        }
        List<SqlType> types = commonTypes(left, right, name, ExpressionBinder.position(call.operand(1)));
        BoundQuery first = convert(left, types);
        BoundQuery second = convert(right, types);
        var outputs = new ArrayList<Output>();
        for (int i = 0; i < width; i++) {
            String column = left.outputs().get(i).name();
            outputs.add(new Output(column, context.columns().add(column, types.get(i), true), Optional.empty()));
        }
        List<Integer> ids = outputs.stream().map(Output::column).toList();
        LogicalNode plan;
        if (call.getKind() == SqlKind.UNION) {
            plan = new LogicalNode.Union(
                    List.of(first.plan(), second.plan()), List.of(first.columns(), second.columns()), ids);
            if (!all) {
                plan = distinct(plan, ids);
            }
        } else {
            plan = new LogicalNode.SetOperation(
                    call.getKind() == SqlKind.INTERSECT ? SetOperator.INTERSECT : SetOperator.EXCEPT,
                    all,
                    first.plan(),
                    second.plan(),
                    first.columns(),
                    second.columns(),
                    ids);
        }
        return new BoundQuery(plan, outputs);
    }

    static LogicalNode distinct(LogicalNode plan, List<Integer> columns) {
        List<Integer> keys = columns.stream().distinct().toList();
        List<Integer> all = IntStream.range(0, keys.size()).boxed().toList();
        return new LogicalNode.Aggregate(plan, keys, List.of(all), List.of());
    }

    private List<SqlType> commonTypes(BoundQuery left, BoundQuery right, String name, int position) {
        var types = new ArrayList<SqlType>();
        for (int i = 0; i < left.outputs().size(); i++) {
            Expression a = value(left.outputs().get(i));
            Expression b = value(right.outputs().get(i));
            SqlType common = Types.common(a.type(), b.type())
                    .orElseThrow(() -> new SlipherException(
                                    SqlState.DATATYPE_MISMATCH,
                                    "%s types %s and %s cannot be matched"
                                            .formatted(name, Types.name(a.type()), Types.name(b.type())))
                            .withPosition(position));
            types.add(
                    Types.isUnknown(common)
                            ? new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH)
                            : Coercion.withUntyped(Coercion.withUntyped(common, a), b));
        }
        return types;
    }

    private BoundQuery values(SqlCall call, Optional<Scope> outer) {
        var rows = new ArrayList<List<Expression>>();
        var pending = new ArrayList<List<Clause.Pending>>();
        for (SqlNode row : call.getOperandList()) {
            var subqueries = new ArrayList<Clause.Pending>();
            Clause clause = Clause.plain("VALUES", subqueries);
            var binder = new ExpressionBinder(this, Scope.empty(outer), clause);
            List<Expression> values =
                    ((SqlCall) row).getOperandList().stream().map(binder::bind).toList();
            if (!rows.isEmpty() && rows.getFirst().size() != values.size()) {
                throw new SlipherException(SqlState.SYNTAX_ERROR, "VALUES lists must all be the same length")
                        .withPosition(ExpressionBinder.position(row));
            }
            requireOneRow(clause, row);
            rows.add(values);
            pending.add(subqueries);
        }
        int width = rows.getFirst().size();
        var coercion = new Coercion(context);
        var columns = new ArrayList<List<Expression>>();
        for (int c = 0; c < width; c++) {
            int column = c;
            columns.add(coercion.unify(
                    rows.stream().map(r -> r.get(column)).toList(), "VALUES", ExpressionBinder.position(call)));
        }
        var outputs = new ArrayList<Output>();
        var ids = new ArrayList<Integer>();
        for (int c = 0; c < width; c++) {
            int id = context.columns()
                    .add("column" + (c + 1), columns.get(c).getFirst().type(), true);
            ids.add(id);
            outputs.add(new Output("column" + (c + 1), id, Optional.empty()));
        }
        return new BoundQuery(rowsPlan(columns, pending, ids), outputs);
    }

    /** Throws 0A000 if a row of VALUES calls a function that gives several. */
    static void requireOneRow(Clause clause, SqlNode row) {
        if (clause.repeatsRows()) {
            throw new SlipherException(
                            SqlState.FEATURE_NOT_SUPPORTED, "set-returning functions are not allowed in VALUES")
                    .withPosition(ExpressionBinder.position(row));
        }
    }

    /**
     * Makes a plan of rows given by column: constant rows if all fold to constants, else one projection a row.
     *
     * @param pending for each row the subqueries in it
     */
    LogicalNode rowsPlan(
            List<List<Expression>> columns, List<? extends List<Clause.Pending>> pending, List<Integer> ids) {
        int rowCount = columns.getFirst().size();
        var constant = new ArrayList<List<Datum>>();
        var folded = new ArrayList<List<Expression>>();
        for (int r = 0; r < rowCount; r++) {
            var row = new ArrayList<Expression>();
            var data = new ArrayList<Datum>();
            for (List<Expression> column : columns) {
                Expression value = Folding.fold(column.get(r));
                row.add(value);
                if (value instanceof Expression.Literal(var datum, var _)) {
                    data.add(datum);
                }
            }
            folded.add(row);
            if (data.size() == row.size()) {
                constant.add(data);
            }
        }
        if (constant.size() == rowCount) {
            return new LogicalNode.Values(constant, ids);
        }
        var inputs = new ArrayList<LogicalNode>();
        var inputColumns = new ArrayList<List<Integer>>();
        for (int r = 0; r < rowCount; r++) {
            List<Expression> row = folded.get(r);
            var assignments = new ArrayList<Assignment>();
            for (int c = 0; c < row.size(); c++) {
                int id = rowCount == 1
                        ? ids.get(c)
                        : context.columns().add("column" + (c + 1), row.get(c).type(), true);
                assignments.add(new Assignment(id, row.get(c)));
            }
            inputs.add(new LogicalNode.Project(Clause.join(oneRow(), pending.get(r)), assignments));
            inputColumns.add(assignments.stream().map(Assignment::column).toList());
        }
        return rowCount == 1 ? inputs.getFirst() : new LogicalNode.Union(inputs, inputColumns, ids);
    }

    /** One row without columns, from which a SELECT without FROM is made. */
    static LogicalNode oneRow() {
        return new LogicalNode.Values(List.of(List.of()), List.of());
    }
}
