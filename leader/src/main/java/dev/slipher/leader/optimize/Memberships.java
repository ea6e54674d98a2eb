package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.ComparisonOperator;
import dev.slipher.storage.type.Datum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gathers what an OR says of one operand: {@code a = 1 OR b = 2 OR a = 3} becomes {@code a IN (1, 3) OR b = 2}, since a
 * set of constants is looked up at once, however many there are.
 */
public final class Memberships {
    /** Constants that an operand is compared with, at the place of the first of them. */
    private record Member(Expression operand, List<Datum> values) {}

    private Memberships() {}

    /** Joins one or more conditions by OR. */
    public static Expression or(List<Expression> disjuncts) {
        List<Expression> gathered = gather(disjuncts);
        return gathered.size() == 1 ? gathered.getFirst() : new Expression.Or(gathered);
    }

    private static List<Expression> gather(List<Expression> disjuncts) {
        Map<Expression, Set<Datum>> values = new LinkedHashMap<>();
        for (Expression disjunct : disjuncts) {
            member(disjunct)
                    .ifPresent(member -> values.computeIfAbsent(member.operand(), _ -> new LinkedHashSet<>())
                            .addAll(member.values()));
        }
        if (values.values().stream().noneMatch(set -> set.size() > 1)) {
            return disjuncts;
        }
        var gathered = new ArrayList<Expression>();
        for (Expression disjunct : disjuncts) {
            Optional<Member> member = member(disjunct);
            if (member.isEmpty()) {
                gathered.add(disjunct);
                continue;
            }
            Set<Datum> all = values.remove(member.get().operand());
            if (all != null) {
                gathered.add(
                        all.size() == 1
                                ? disjunct
                                : new Expression.In(member.get().operand(), List.copyOf(all)));
            }
        }
        return gathered;
    }

    private static Optional<Member> member(Expression disjunct) {
        return switch (disjunct) {
            case Expression.Comparison(var operator, var left, Expression.Literal(var value, var type))
            when operator == ComparisonOperator.EQUAL
                    && left.type().physicalKind() == type.physicalKind()
                    && !value.isNull()
                    && !Folding.isVolatile(left) -> Optional.of(new Member(left, List.of(value)));
            case Expression.In(var operand, var values)
            when !Folding.isVolatile(operand) -> Optional.of(new Member(operand, values));
            default -> Optional.empty();
        };
    }
}
