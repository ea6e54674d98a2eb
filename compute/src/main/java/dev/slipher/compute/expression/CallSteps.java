package dev.slipher.compute.expression;

import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.expression.function.ResultForm;
import dev.slipher.compute.expression.function.ScalarCall;
import dev.slipher.compute.expression.function.Volatility;
import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/** Compiles calls: conditional forms as the CASE they stand for, operators as arithmetic, the rest row by row. */
final class CallSteps {
    private final ExpressionCompiler compiler;

    CallSteps(ExpressionCompiler compiler) {
        this.compiler = compiler;
    }

    Step compile(Expression.Call call) {
        var arguments = call.arguments();
        return switch (call.function()) {
            case "coalesce", "nvl" -> new BranchSteps(compiler).coalesce(arguments, call.type());
            case "greatest" -> new BranchSteps(compiler).extreme(arguments, call.type(), true);
            case "least" -> new BranchSteps(compiler).extreme(arguments, call.type(), false);
            case "nullif" -> compiler.value(nullIf(arguments, call.type()));
            case "nvl2" -> compiler.value(nvl2(arguments, call.type()));
            case "decode" -> compiler.value(decode(arguments, call.type()));
            default -> ordinary(call);
        };
    }

    private static Expression nullIf(List<Expression> arguments, SqlType type) {
        var first = arguments.getFirst();
        var equal = new Expression.Comparison(ComparisonOperator.EQUAL, first, arguments.getLast());
        return new Expression.Case(
                List.of(new Expression.When(equal, new Expression.Literal(Datum.Null.NULL, type))), first, type);
    }

    private static Expression nvl2(List<Expression> arguments, SqlType type) {
        return new Expression.Case(
                List.of(new Expression.When(new Expression.IsNull(arguments.getFirst()), arguments.get(2))),
                arguments.get(1),
                type);
    }

    /** In DECODE a null matches a null. */
    private static Expression decode(List<Expression> arguments, SqlType type) {
        var operand = arguments.getFirst();
        var branches = new ArrayList<Expression.When>();
        int at = 1;
        for (; at + 1 < arguments.size(); at += 2) {
            branches.add(new Expression.When(
                    new Expression.Comparison(ComparisonOperator.NOT_DISTINCT, operand, arguments.get(at)),
                    arguments.get(at + 1)));
        }
        var otherwise = at < arguments.size() ? arguments.get(at) : new Expression.Literal(Datum.Null.NULL, type);
        return new Expression.Case(branches, otherwise, type);
    }

    private Step ordinary(Expression.Call expression) {
        var arguments = expression.arguments().stream().map(compiler::value).toList();
        var types = expression.arguments().stream().map(Expression::type).toList();
        var representations = arguments.stream()
                .map(argument -> argument.shape().representation())
                .toList();
        var call = ScalarCall.of(expression.function(), types, representations, expression.type());
        boolean constant = arguments.stream().allMatch(ExpressionCompiler::isConstant);
        if (call.isStrict() && arguments.stream().anyMatch(Step::isNullConstant)) {
            return Constants.step(Datum.Null.NULL, expression.type());
        }
        // A function may give null for arguments that are not.
        var shape = shape(call, expression.type(), true);
        var step = Step.of(
                shape,
                true,
                call.volatility() != Volatility.VOLATILE && arguments.stream().allMatch(Step::isStable),
                () -> new CallNode(
                        call,
                        compiler.context(),
                        arguments.stream()
                                .map(argument -> argument.nodes().get())
                                .toArray(Node[]::new),
                        onlyVariable(call, arguments),
                        false));
        var folded = Constants.fold(step, constant);
        boolean narrow = shape.representation() == Representation.WIDE
                && expression.type() instanceof SqlType.Decimal
                && ColumnShape.of(expression.type()).representation() == Representation.LONG;
        return narrow && folded.constant().isEmpty()
                ? NumericSteps.checked(folded, expression.type(), () -> NumericSteps.outOfRange(expression.type()))
                : folded;
    }

    /** Returns the one argument that is not constant, if results are strings that a dictionary can hold, else -1. */
    private static int onlyVariable(ScalarCall call, List<Step> arguments) {
        int variable = -1;
        for (int i = 0; i < arguments.size(); i++) {
            if (!ExpressionCompiler.isConstant(arguments.get(i))) {
                if (variable >= 0) {
                    return -1;
                }
                variable = i;
            }
        }
        return call.resultForm() == ResultForm.BYTES && call.isStrict() && call.volatility() != Volatility.VOLATILE
                ? variable
                : -1;
    }

    static ColumnShape shape(ScalarCall call, SqlType type, boolean mayHaveNulls) {
        return switch (call.resultForm()) {
            case INT -> intShape(type, mayHaveNulls);
            case LONG -> longShape(type, mayHaveNulls);
            case DOUBLE -> ColumnShape.unranged(type, Representation.DOUBLE, mayHaveNulls);
            case WIDE -> ColumnShape.unranged(type, Representation.WIDE, mayHaveNulls);
            case BYTES -> ColumnShape.unranged(type, Representation.BYTES, mayHaveNulls);
        };
    }

    private static ColumnShape intShape(SqlType type, boolean mayHaveNulls) {
        var bounds = ColumnShape.of(type);
        long min = Math.clamp(bounds.min(), Integer.MIN_VALUE, 0);
        long max = Math.clamp(bounds.max(), 0, Integer.MAX_VALUE);
        return new ColumnShape(type, Representation.INT, min, max, mayHaveNulls);
    }

    private static ColumnShape longShape(SqlType type, boolean mayHaveNulls) {
        var bounds = ColumnShape.of(type);
        return new ColumnShape(type, Representation.LONG, bounds.min(), bounds.max(), mayHaveNulls);
    }
}
