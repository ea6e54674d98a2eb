package dev.slipher.leader.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConstantRowsTest {
    private static final SqlType INTEGER = SqlType.Simple.INTEGER;
    private static final PlanNode ONE_ROW = new PlanNode.Values(List.of(List.of()), List.of());

    private static PlanNode row(Expression... expressions) {
        return new PlanNode.Project(ONE_ROW, List.of(expressions));
    }

    private static Expression number(long value) {
        return new Expression.Literal(new Datum.Integral(value), INTEGER);
    }

    private static Expression text(String value) {
        return new Expression.Literal(new Datum.Bytes(value.getBytes(StandardCharsets.UTF_8)), new SqlType.Varchar(20));
    }

    @Test
    void parametersAreKnownOnceTheyAreBound() {
        var plan = row(
                new Expression.Cast(
                        new Expression.Parameter(1, SqlType.Simple.BIGINT), INTEGER, Expression.CastMode.ASSIGNMENT),
                new Expression.Cast(text("7"), INTEGER, Expression.CastMode.EXPLICIT));
        assertThat(ConstantRows.of(plan)).isEmpty();
        var bound = ParameterBinder.bind(plan, List.of(new Datum.Integral(5)));
        assertThat(ConstantRows.of(bound))
                .contains(new ConstantRows(
                        List.of(List.of(new Datum.Integral(5), new Datum.Integral(7))), List.of(INTEGER, INTEGER)));
    }

    @Test
    void rowsOfSeveralPartsComeInTheirOrder() {
        var plan = new PlanNode.Append(List.of(row(number(1)), row(number(2))), PlanNode.Estimate.UNKNOWN);
        assertThat(ConstantRows.of(plan))
                .contains(new ConstantRows(
                        List.of(List.of(new Datum.Integral(1)), List.of(new Datum.Integral(2))), List.of(INTEGER)));
    }

    @Test
    void whatDependsOnTheSessionIsTheEnginesWork() {
        var plan = row(new Expression.Cast(
                text("2026-01-01 00:00:00"), SqlType.Simple.TIMESTAMPTZ, Expression.CastMode.ASSIGNMENT));
        assertThat(ConstantRows.of(plan)).isEmpty();
    }
}
