package dev.slipher.leader.bind;

import dev.slipher.leader.bind.BoundQuery.Output;
import dev.slipher.leader.bind.QueryBinder.CommonTable;
import dev.slipher.leader.optimize.LogicalNode;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSetOperator;

/**
 * Binds a query of WITH RECURSIVE: {@code base UNION [ALL] step}, where the step alone mentions the query's own name.
 *
 * <p>The base decides the types of the columns. Strings have the greatest length, and decimals all digits, as the step may
 * make them longer round by round.
 */
final class RecursionBinder {
    private final CommonTable.Recursive table;
    private final QueryBinder queries;
    private final Optional<Scope> outer;

    RecursionBinder(CommonTable.Recursive table, Optional<Scope> outer) {
        this.table = table;
        this.queries = table.environment();
        this.outer = outer;
    }

    BoundQuery bind() {
        queries.context().sharedQueries().enterRecursion();
        try {
            return recursion();
        } finally {
            queries.context().sharedQueries().leaveRecursion();
        }
    }

    private BoundQuery recursion() {
        SqlCall union = union(table.query());
        SqlNode baseQuery = union.operand(0);
        SqlNode stepQuery = union.operand(1);
        SelfReferences.check(baseQuery, stepQuery, table.name());
        BoundQuery base = queries.settle(queries.bind(baseQuery, outer));
        List<SqlType> types =
                base.outputs().stream().map(o -> grown(queries.typeOf(o))).toList();
        var names = new ArrayList<String>();
        for (int i = 0; i < types.size(); i++) {
            names.add(
                    i < table.columns().size()
                            ? table.columns().get(i)
                            : base.outputs().get(i).name());
        }
        var outputs = new ArrayList<Output>();
        for (int i = 0; i < types.size(); i++) {
            int id = queries.context().columns().add(names.get(i), types.get(i), true);
            outputs.add(new Output(names.get(i), id, Optional.empty()));
        }
        List<Integer> ids = outputs.stream().map(Output::column).toList();
        int working = ids.getFirst();
        BoundQuery step = queries.with(table.name(), new CommonTable.Working(working, table.name(), names, types))
                .bind(stepQuery, outer);
        requireTypes(types, step, stepQuery);
        BoundQuery first = queries.convert(base, types);
        BoundQuery next = queries.convert(step, types);
        boolean distinct = !((SqlSetOperator) union.getOperator()).isAll();
        var recursion = new LogicalNode.Recursion(
                first.plan(), next.plan(), working, distinct, first.columns(), next.columns(), ids);
        return new BoundQuery(recursion, outputs);
    }

    private SqlCall union(SqlNode query) {
        if (query instanceof SqlOrderBy ordered) {
            String clause = !ordered.orderList.isEmpty() ? "ORDER BY" : ordered.fetch != null ? "LIMIT" : "OFFSET";
            throw new SlipherException(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "%s in a recursive query is not implemented".formatted(clause))
                    .withPosition(ExpressionBinder.position(ordered));
        }
        if (query instanceof SqlCall call && call.getKind() == SqlKind.UNION) {
            return call;
        }
        throw new SlipherException(
                        SqlState.INVALID_RECURSION,
                        "recursive query \"%s\" does not have the form non-recursive-term UNION [ALL] recursive-term"
                                .formatted(table.name()))
                .withPosition(ExpressionBinder.position(query));
    }

    private static SqlType grown(SqlType type) {
        return switch (type) {
            case SqlType.Varchar _ -> new SqlType.Varchar(SqlType.MAX_VARCHAR_LENGTH);
            case SqlType.Decimal(var _, var scale) -> new SqlType.Decimal(SqlType.MAX_DECIMAL_PRECISION, scale);
            default -> type;
        };
    }

    private void requireTypes(List<SqlType> types, BoundQuery step, SqlNode stepQuery) {
        int position = ExpressionBinder.position(stepQuery);
        if (step.outputs().size() != types.size()) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "each UNION query must have the same number of columns")
                    .withPosition(position);
        }
        for (int i = 0; i < types.size(); i++) {
            SqlType base = types.get(i);
            SqlType made = queries.value(step.outputs().get(i)).type();
            Optional<SqlType> common = Types.common(base, made);
            if (common.isEmpty()) {
                throw new SlipherException(
                                SqlState.DATATYPE_MISMATCH,
                                "UNION types %s and %s cannot be matched".formatted(Types.name(base), Types.name(made)))
                        .withPosition(position);
            }
            if (!Types.name(common.get()).equals(Types.name(base))) {
                throw new SlipherException(
                                SqlState.DATATYPE_MISMATCH,
                                "recursive query \"%s\" column %d has type %s in non-recursive term but type %s overall"
                                        .formatted(table.name(), i + 1, Types.name(base), Types.name(common.get())))
                        .withHint("Cast the output of the non-recursive term to the correct type.")
                        .withPosition(position);
            }
        }
    }
}
