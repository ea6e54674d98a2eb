package dev.slipher.leader.plan;

import dev.slipher.leader.calcite.SqlParser;
import dev.slipher.leader.plan.TableStatistics.ColumnStatistics;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.Statement;
import dev.slipher.leader.statement.TableStatement;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.type.Datum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Relations made of CREATE statements, with statistics told by hand, and plans over them as text. */
final class PlanningFixture {
    private final Map<String, Relation> relations = new HashMap<>();
    private int nextOid = 100;

    PlanningFixture table(String ddl, long rows) {
        return table(ddl, rows, Map.of());
    }

    /** Makes a table; columns without statistics have as many distinct values as rows. */
    PlanningFixture table(String ddl, long rows, Map<String, ColumnStatistics> statistics) {
        var create = (TableStatement.CreateTable) SqlParser.parse(ddl).getFirst();
        var columns = new ArrayList<Column>();
        var known = new HashMap<Integer, ColumnStatistics>();
        for (TableStatement.ColumnSpec spec : create.columns()) {
            int id = columns.size() + 1;
            columns.add(new Column(
                    id,
                    spec.name(),
                    spec.type(),
                    spec.nullable(),
                    spec.defaultSql(),
                    Datum.Null.NULL,
                    spec.identity().map(i -> new Column.Identity(i.seed(), i.step(), i.byDefault())),
                    Optional.empty()));
            known.put(id, statistics.getOrDefault(spec.name(), distinct((double) rows)));
        }
        Distribution distribution = Distribution.Even.EVEN;
        TableStatement.DistStyle style = create.attributes().distStyle().orElse(TableStatement.DistStyle.Fixed.EVEN);
        if (style == TableStatement.DistStyle.Fixed.ALL) {
            distribution = Distribution.All.ALL;
        } else if (style instanceof TableStatement.DistStyle.Key(String name)) {
            distribution = new Distribution.Key(columns.stream()
                    .filter(c -> c.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .id());
        }
        String name = create.table().name();
        var definition = new TableDefinition(
                nextOid++, 1, name, 1, columns, columns.size() + 1, distribution, SortKey.NONE, List.of());
        relations.put(
                name, new Relation.StoredTable("public", definition, new TableStatistics(rows, rows * 100, known)));
        return this;
    }

    PlanningFixture view(String name, String sql) {
        var definition = new ViewDefinition(nextOid++, 1, name, 1, List.of(), sql, List.of("public"), true, List.of());
        relations.put(name, new Relation.View("public", definition, resolver()));
        return this;
    }

    static ColumnStatistics distinct(double values) {
        return new ColumnStatistics(OptionalDouble.of(values), 0, Datum.Null.NULL, Datum.Null.NULL, 8);
    }

    static ColumnStatistics range(double values, long min, long max) {
        return new ColumnStatistics(OptionalDouble.of(values), 0, new Datum.Integral(min), new Datum.Integral(max), 8);
    }

    private RelationResolver resolver() {
        return name -> Optional.ofNullable(relations.get(name.name()));
    }

    PlanningContext context() {
        return context(() -> {});
    }

    PlanningContext context(Runnable checkpoint) {
        return new PlanningContext(resolver(), 4, checkpoint, List.of());
    }

    PlannedQuery plan(String sql) {
        return plan(sql, context());
    }

    PlannedQuery plan(String sql, PlanningContext context) {
        return new Planner().plan(((Statement.Query) SqlParser.parse(sql).getFirst()).tree(), context);
    }

    PlannedChange planInsert(String sql) {
        return new Planner()
                .planInsert((DataStatement.Insert) SqlParser.parse(sql).getFirst(), context());
    }

    PlannedChange planUpdate(String sql) {
        return new Planner()
                .planUpdate((DataStatement.Update) SqlParser.parse(sql).getFirst(), context());
    }

    PlannedChange planDelete(String sql) {
        return new Planner()
                .planDelete((DataStatement.Delete) SqlParser.parse(sql).getFirst(), context());
    }

    /** Returns EXPLAIN's lines without the numbers. */
    String shape(String sql) {
        PlannedQuery query = plan(sql);
        return String.join("\n", Explain.explain(query.plan(), query.names())).replaceAll("  \\(cost=.*\\)", "");
    }
}
