package dev.slipher.leader.plan;

import static dev.slipher.leader.plan.PlanningFixture.distinct;
import static dev.slipher.leader.plan.PlanningFixture.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.leader.calcite.SqlParser;
import dev.slipher.leader.plan.TableStatistics.ColumnStatistics;
import dev.slipher.leader.statement.TableStatement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The plans of TPC-H over the statistics of scale factor 1, compared with the text beside the queries;
 * {@code -Dslipher.writePlans=true} writes that text anew.
 */
final class TpchPlansTest {
    private static final Map<String, Long> ROWS = Map.of(
            "lineitem",
            6_001_215L,
            "orders",
            1_500_000L,
            "customer",
            150_000L,
            "part",
            200_000L,
            "partsupp",
            800_000L,
            "supplier",
            10_000L,
            "nation",
            25L,
            "region",
            5L);

    private static final Map<String, Double> KEYS = Map.of(
            "orderkey",
            1_500_000.,
            "partkey",
            200_000.,
            "suppkey",
            10_000.,
            "custkey",
            150_000.,
            "nationkey",
            25.,
            "regionkey",
            5.);

    private static final Map<String, ColumnStatistics> COLUMNS = Map.ofEntries(
            Map.entry("o_orderdate", range(2_406, -2_922, -517)),
            Map.entry("l_shipdate", range(2_526, -2_921, -395)),
            Map.entry("l_commitdate", range(2_466, -2_893, -427)),
            Map.entry("l_receiptdate", range(2_554, -2_919, -366)),
            Map.entry("l_quantity", range(50, 100, 5_000)),
            Map.entry("l_discount", range(11, 0, 10)),
            Map.entry("p_size", range(50, 1, 50)),
            Map.entry("c_mktsegment", distinct(5)),
            Map.entry("p_brand", distinct(25)),
            Map.entry("p_type", distinct(150)),
            Map.entry("p_container", distinct(40)),
            Map.entry("l_shipmode", distinct(7)),
            Map.entry("l_shipinstruct", distinct(4)),
            Map.entry("l_returnflag", distinct(3)),
            Map.entry("l_linestatus", distinct(2)),
            Map.entry("o_orderstatus", distinct(3)),
            Map.entry("o_orderpriority", distinct(5)));

    private static String resource(String name) throws IOException {
        try (InputStream in = TpchPlansTest.class.getResourceAsStream("tpch/" + name)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static PlanningFixture fixture() throws IOException {
        var fixture = new PlanningFixture();
        for (var statement : SqlParser.parse(resource("schema.sql"))) {
            if (statement instanceof TableStatement.CreateTable create) {
                long rows = ROWS.get(create.table().name());
                var statistics = new HashMap<String, ColumnStatistics>();
                for (var column : create.columns()) {
                    String suffix = column.name().substring(column.name().indexOf('_') + 1);
                    if (COLUMNS.containsKey(column.name())) {
                        statistics.put(column.name(), COLUMNS.get(column.name()));
                    } else if (KEYS.containsKey(suffix)) {
                        statistics.put(column.name(), distinct(Math.min((double) rows, KEYS.get(suffix))));
                    }
                }
                fixture.table(create.source().text(), rows, statistics);
            }
        }
        return fixture;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22})
    void thePlanIsTheOneReviewed(int number) throws IOException {
        String name = "q%02d".formatted(number);
        PlannedQuery query = fixture().plan(resource(name + ".sql"));
        String plan = String.join("\n", Explain.explain(query.plan(), query.names())) + "\n";
        if (Boolean.getBoolean("slipher.writePlans")) {
            Files.writeString(Path.of("src/test/resources/dev/slipher/leader/plan/tpch", name + ".plan"), plan);
        }
        assertThat(plan).isEqualTo(Boolean.getBoolean("slipher.writePlans") ? plan : resource(name + ".plan"));
    }
}
