package dev.slipher.leader.bind;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCase;

/** Binds CASE, with conditions or with an operand that each WHEN is compared with. */
final class CaseBinder {
    private final ExpressionBinder expressions;
    private final Coercion coercion;

    CaseBinder(ExpressionBinder expressions, Coercion coercion) {
        this.expressions = expressions;
        this.coercion = coercion;
    }

    Expression bind(SqlCase call) {
        return comparedOperand(call)
                .map(operand -> Coercion.once(
                        expressions.bind(operand), value -> caseOf(call, when -> comparison(value, when))))
                .orElseGet(() -> caseOf(call, when -> expressions.condition(when, "CASE/WHEN")));
    }

    /**
     * Returns the operand of {@code CASE operand WHEN …}, which the parser has put into a comparison for each WHEN, so that
     * it stands in all of them at one position; not that of a single one, and no row.
     */
    private static Optional<SqlNode> comparedOperand(SqlCase call) {
        var whens = call.getWhenOperands();
        List<SqlNode> operands = whens.stream()
                .filter(when -> when.getKind() == SqlKind.EQUALS || when.getKind() == SqlKind.IN)
                .<SqlNode>map(when -> ((SqlCall) when).operand(0))
                .filter(operand -> !RowBinder.isRow(operand))
                .toList();
        boolean isOne = operands.size() == whens.size()
                && operands.size() > 1
                && operands.stream().map(ExpressionBinder::position).distinct().count() == 1;
        return isOne ? Optional.of(operands.getFirst()) : Optional.empty();
    }

    private Expression comparison(Expression operand, SqlNode when) {
        SqlNode value = ((SqlCall) when).operand(1);
        return value instanceof SqlNodeList list
                ? expressions.equalsAny(
                        operand, list.stream().map(expressions::bind).toList(), ExpressionBinder.position(when))
                : coercion.compare(
                        ComparisonOperator.EQUAL, operand, expressions.bind(value), ExpressionBinder.position(when));
    }

    private Expression caseOf(SqlCase call, Function<SqlNode, Expression> condition) {
        var conditions = new ArrayList<Expression>();
        var results = new ArrayList<Expression>();
        for (int i = 0; i < call.getWhenOperands().size(); i++) {
            conditions.add(condition.apply(call.getWhenOperands().get(i)));
            results.add(expressions.bind(call.getThenOperands().get(i)));
        }
        SqlNode otherwise = call.getElseOperand();
        results.add(otherwise == null ? Coercion.nullOf(Types.UNKNOWN) : expressions.bind(otherwise));
        List<Expression> unified = coercion.unify(results, "CASE", ExpressionBinder.position(call));
        var branches = new ArrayList<Expression.When>();
        for (int i = 0; i < conditions.size(); i++) {
            branches.add(new Expression.When(conditions.get(i), unified.get(i)));
        }
        return new Expression.Case(
                branches, unified.getLast(), unified.getLast().type());
    }
}
