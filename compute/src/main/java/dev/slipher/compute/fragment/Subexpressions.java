package dev.slipher.compute.fragment;

import java.util.ArrayList;
import java.util.List;

/** What expressions are made of. */
public final class Subexpressions {
    private Subexpressions() {}

    /** Returns the operands of an expression in order. */
    public static List<Expression> of(Expression expression) {
        return switch (expression) {
            case Expression.ColumnReference _, Expression.Literal _, Expression.Parameter _, Expression.Local _ ->
                List.of();
            case Expression.Arithmetic e -> List.of(e.left(), e.right());
            case Expression.Comparison e -> List.of(e.left(), e.right());
            case Expression.And e -> e.operands();
            case Expression.Or e -> e.operands();
            case Expression.Not e -> List.of(e.operand());
            case Expression.IsNull e -> List.of(e.operand());
            case Expression.Case e -> {
                var all = new ArrayList<Expression>();
                for (Expression.When when : e.branches()) {
                    all.add(when.condition());
                    all.add(when.result());
                }
                all.add(e.otherwise());
                yield all;
            }
            case Expression.Let e -> List.of(e.value(), e.body());
            case Expression.Coalesce e -> e.operands();
            case Expression.Cast e -> List.of(e.operand());
            case Expression.In e -> List.of(e.operand());
            case Expression.Like e -> {
                var all = new ArrayList<>(List.of(e.operand(), e.pattern()));
                e.escape().ifPresent(all::add);
                yield all;
            }
            case Expression.Call e -> e.arguments();
        };
    }
}
