package dev.slipher.leader.session;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.leader.optimize.Folding;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A few rows that need no engine, since all their values are known: what VALUES with literals and parameters gives. */
record ConstantRows(List<List<Datum>> rows, List<SqlType> types) {

    /** Returns the rows of a plan whose parameters are bound, or nothing if computing them is the engine's work. */
    static Optional<ConstantRows> of(PlanNode plan) {
        return collect(plan).filter(found -> !found.rows.isEmpty() && found.rows.size() <= Batch.CAPACITY);
    }

    private static Optional<ConstantRows> collect(PlanNode plan) {
        return switch (plan) {
            case PlanNode.Values(var rows, var types) -> Optional.of(new ConstantRows(rows, types));
            case PlanNode.Project(PlanNode.Values(var rows, var _), var expressions)
            when rows.size() == 1 -> project(rows.getFirst(), expressions);
            case PlanNode.Append(var inputs, var _) when inputs.size() <= Batch.CAPACITY -> append(inputs);
            default -> Optional.empty();
        };
    }

    private static Optional<ConstantRows> project(List<Datum> row, List<Expression> expressions) {
        var values = new ArrayList<Datum>(expressions.size());
        for (var expression : expressions) {
            if (expression instanceof Expression.ColumnReference(int index, var _)) {
                values.add(row.get(index));
            } else if (Folding.fold(expression) instanceof Expression.Literal(var value, var _)) {
                values.add(value);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new ConstantRows(
                List.of(values), expressions.stream().map(Expression::type).toList()));
    }

    private static Optional<ConstantRows> append(List<PlanNode> inputs) {
        var rows = new ArrayList<List<Datum>>();
        var types = List.<SqlType>of();
        for (var input : inputs) {
            var part = collect(input);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            rows.addAll(part.get().rows);
            types = part.get().types;
        }
        return Optional.of(new ConstantRows(rows, types));
    }
}
