package dev.slipher.leader.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.PlanNode;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.SqlType;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlannerTest {
    private final PlanningFixture fixture = new PlanningFixture()
            .table("create table t (a int, b int, c varchar(20), n numeric(12,2), k int not null)", 1_000)
            .table("create table s (a int, b int, c varchar(30)) diststyle all", 100)
            .table("create table u (k int not null, v int default 7) distkey(k)", 1_000)
            .view("w", "select a as x, count(*) as y from t group by a");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select nosuch from t | 42703 | column \"nosuch\" does not exist | 8",
                "select t.nosuch from t | 42703 | column t.nosuch does not exist | 8",
                "select z.a from t | 42P01 | missing FROM-clause entry for table \"z\" | 8",
                "select a from nosuch | 42P01 | relation \"nosuch\" does not exist | 15",
                "select a from x.nosuch | 42P01 | relation \"x.nosuch\" does not exist | 15",
                "select a from t, s | 42702 | column reference \"a\" is ambiguous | 8",
                "select 1 from t, t | 42712 | table name \"t\" specified more than once | 18",
                "select foo(a) from t | 42883 | function foo(integer) does not exist | 8",
                "select a + c from t | 42883 | operator does not exist: integer + character varying | 8",
                "select sum(sum(a)) from t | 42803 | aggregate function calls cannot be nested | 12",
                "select a from t where sum(b) > 1 | 42803 | aggregate functions are not allowed in WHERE | 23",
                "select a from t where rank() over () = 1 | 42P20 | window functions are not allowed in WHERE | 23",
                "select (select 1, 2) | 42601 | subquery must return only one column | 8",
                "select a from t order by 3 | 42P10 | ORDER BY position 3 is not in select list | 26",
                "select a from t where a | 42804 | argument of WHERE must be type boolean, not type integer | 23",
                "select a from t union select c from t | 42804 | UNION types integer and character varying cannot be"
                        + " matched | 23",
                "select a from t union select a, b from t | 42601 | each UNION query must have the same number of"
                        + " columns | 23"
            })
    void errorsAreThoseOfPostgres(String sql, String state, String message, int position) {
        SlipherException error = catchThrowableOfType(SlipherException.class, () -> fixture.plan(sql));
        assertThat(error).hasMessage(message);
        assertThat(error.sqlState().code()).isEqualTo(state);
        assertThat(error.position()).isEqualTo(position);
    }

    @Test
    void aColumnThatIsNotGroupedIsNamed() {
        SlipherException error =
                catchThrowableOfType(SlipherException.class, () -> fixture.plan("select a, b from t group by a"));
        assertThat(error)
                .hasMessage("column \"t.b\" must appear in the GROUP BY clause or be used in an aggregate function");
    }

    @Test
    void existsBecomesASemiJoinOnTheCorrelatedColumn() {
        assertThat(fixture.shape("select a from t where exists (select 1 from s where s.a = t.a and s.b > 1)"))
                .isEqualTo("""
                    XN Hash IN Join DS_DIST_ALL_NONE
                      Hash Cond: ("outer".a = "inner".a)
                      ->  XN Seq Scan on t
                      ->  XN Hash
                            ->  XN Seq Scan on s
                                  Filter: (s.b > 1)\
                    """);
    }

    @Test
    void existsLeavesRowsOutBeforeManyRelationsAreJoined() {
        var joined = IntStream.rangeClosed(1, 11)
                .mapToObj(i -> "join u u%d on u%d.k = t.k".formatted(i, i))
                .collect(Collectors.joining(" "));
        var shape = fixture.shape("select count(*) from t %s where exists (select 1 from s where s.a = t.a and s.b = 1)"
                .formatted(joined));
        assertThat(shape).containsPattern("Hash IN Join .*\n.*Hash Cond.*\n *->  XN Seq Scan on t\n");
    }

    @Test
    void notInOverNullableColumnsKeepsItsThirdValue() {
        assertThat(fixture.shape("select a from t where a not in (select a from s)"))
                .contains("Hash Mark Join");
        assertThat(fixture.shape("select a from t where n not in (select a from s)"))
                .contains("Hash Mark Join");
        assertThat(fixture.shape("select a from t where a not in (select n from t)"))
                .contains("Hash Mark Join");
        assertThat(fixture.shape("select a from t where k not in (select k from u)"))
                .contains("Hash NOT IN Join");
        assertThat(fixture.shape("select a from t where a not in (select a from s where s.b = t.b)"))
                .contains("Hash NOT IN Join")
                .contains("Filter: (s.a IS NULL)")
                .doesNotContain(" OR ");
        assertThat(fixture.shape("select a from t where a not in (select a from s where s.b < t.b)"))
                .doesNotContain("OR");
    }

    @Test
    void aSubqueryIsComputedForTheOuterRowsThatAreAskedForAlone() {
        var shape = fixture.shape("select b from t where a = 5 and b > (select max(b) from s where s.a < t.a)");
        assertThat(shape.split("Seq Scan on t\n", -1))
                .hasSize(3)
                .hasSameSizeAs(shape.split("Filter: \\(t?\\.?a = 5\\)", -1));
    }

    @Test
    void aCorrelatedAggregateIsGroupedAndJoined() {
        assertThat(fixture.shape("select (select max(b) from s where s.a = t.a) from t"))
                .isEqualTo("""
                    XN Hash Left Join DS_BCAST_INNER
                      Hash Cond: ("outer".a = "inner".a)
                      ->  XN Seq Scan on t
                      ->  XN Hash
                            ->  XN HashAggregate
                                  ->  XN Seq Scan on s\
                    """);
    }

    @Test
    void aMissingGroupCountsAsZero() {
        PlanNode plan = fixture.plan("select (select count(*) from s where s.a = t.a) from t")
                .plan();
        assertThat(plan)
                .isInstanceOfSatisfying(
                        PlanNode.Project.class,
                        project ->
                                assertThat(project.expressions().getFirst()).isInstanceOf(Expression.Coalesce.class));
    }

    @Test
    void conditionsReachScansThroughJoinsAndAggregates() {
        assertThat(fixture.shape("select * from (select a, count(*) n from t group by a) q where a > 5 and n > 1"))
                .isEqualTo("""
                    XN HashAggregate
                      Filter: (count(*) > 1)
                      ->  XN Seq Scan on t
                            Filter: (t.a > 5)\
                    """);
        assertThat(fixture.shape("select 1 from t join s on t.a = s.a where t.a = 5"))
                .contains("Filter: (t.a = 5)")
                .contains("Filter: (s.a = 5)");
    }

    @Test
    void anOuterJoinWhoseNullsAreRejectedIsInner() {
        assertThat(fixture.shape("select 1 from t left join s on t.a = s.a where s.b > 3"))
                .contains("XN Hash Join")
                .doesNotContain("Left");
        assertThat(fixture.shape("select 1 from t left join s on t.a = s.a where s.b is null"))
                .contains("Left");
    }

    @Test
    void commonFactorsAreTakenOutOfOr() {
        assertThat(fixture.shape("select 1 from t where (a = 1 and b = 2) or (a = 1 and b = 3)"))
                .contains("Filter: ((t.a = 1) AND (t.b IN (2, 3)))");
    }

    @Test
    void equalitiesUnderOrAreGatheredByWhatTheyCompare() {
        assertThat(fixture.shape("select 1 from t where a = 1 or b = 7 or a = 3 or a in (4, 1)"))
                .contains("Filter: ((t.a IN (1, 3, 4)) OR (t.b = 7))");
        assertThat(fixture.shape("select 1 from t where a not in (1, 2)")).contains("NOT (t.a IN (1, 2))");
        assertThat(fixture.shape("select 1 from t where random() = 1 or random() = 2"))
                .doesNotContain(" IN ");
    }

    @Test
    void longConditionsAreNotNestedDeeply() {
        String equalities = numbers(20_000, "a = %d", " or ");
        assertThat(filter("select 1 from t where " + equalities))
                .isInstanceOfSatisfying(
                        Expression.In.class, in -> assertThat(in.values()).hasSize(20_000));
        assertThat(filter("select 1 from t where a in (" + numbers(20_000, "%d", ", ") + ")"))
                .isInstanceOfSatisfying(
                        Expression.In.class, in -> assertThat(in.values()).hasSize(20_000));
        assertThat(filter("select 1 from t where " + numbers(5_000, "b <> %d", " and ")))
                .isInstanceOfSatisfying(
                        Expression.And.class, and -> assertThat(and.operands()).hasSize(5_000));
        assertThat(filter("select 1 from t where "
                        + numbers(3_000, "(a between %1$d and b or c not like 'x%1$d!%%' escape '!')", " and ")))
                .isInstanceOfSatisfying(
                        Expression.And.class, and -> assertThat(and.operands()).hasSize(3_000));
        PlannedQuery rows =
                fixture.plan("select count(*) from (values " + numbers(20_000, "(%1$d, 'x%1$d')", ", ") + ") v");
        assertThat(rows.plan().types()).hasSize(1);
    }

    private static String numbers(int count, String format, String delimiter) {
        return IntStream.range(0, count).mapToObj(format::formatted).collect(Collectors.joining(delimiter));
    }

    private Expression filter(String sql) {
        PlanNode node = fixture.plan(sql).plan();
        while (!(node instanceof PlanNode.Scan)) {
            node = node.inputs().getFirst();
        }
        return ((PlanNode.Scan) node).filter().orElseThrow();
    }

    @Test
    void joinsOnTheDistributionKeyStayWhereTheyAre() {
        assertThat(fixture.shape("select 1 from u a join u b on a.k = b.k")).contains("DS_DIST_NONE");
        assertThat(fixture.shape("select 1 from t join s on t.a = s.a")).contains("DS_DIST_ALL_NONE");
    }

    @Test
    void viewsAreExpanded() {
        assertThat(fixture.shape("select y from w where x = 3"))
                .contains("XN HashAggregate")
                .contains("(t.a = 3)");
    }

    @Test
    void parametersTakeTheTypeOfWhatTheyMeet() {
        assertThat(fixture.plan("select $1 + a from t where n > $2").parameterTypes())
                .startsWith(SqlType.Simple.INTEGER)
                .endsWith(new SqlType.Decimal(12, 2));
    }

    @Test
    void resultColumnsKnowWhereTheyComeFrom() {
        PlannedQuery query = fixture.plan("select a as x, b + 1, count(*) over () from t");
        assertThat(query.columns())
                .extracting(PlannedQuery.ResultColumn::name)
                .containsExactly("x", "?column?", "count");
        assertThat(query.columns().getFirst().origin()).contains(new PlannedQuery.Origin(100, 1));
        assertThat(query.columns().get(1).origin()).isEmpty();
    }

    @Test
    void anInsertFillsInDefaultsAndConvertsToTheColumnsTypes() {
        PlannedChange change = fixture.planInsert("insert into u (k) values (1), (2)");
        assertThat(change.columnIds()).containsExactly(1, 2);
        assertThat(change.source().plan().types()).containsOnly(SqlType.Simple.INTEGER);
        SlipherException error = catchThrowableOfType(
                SlipherException.class, () -> fixture.planInsert("insert into u values (1, 2, 3)"));
        assertThat(error).hasMessage("INSERT has more expressions than target columns");
    }

    @Test
    void anUpdateGivesAddressesAndWholeRows() {
        PlannedChange change = fixture.planUpdate("update u set v = s.b from s where u.k = s.a");
        assertThat(change.columnIds()).containsExactly(1, 2);
        assertThat(change.source().plan().types())
                .containsExactly(SqlType.Simple.BIGINT, SqlType.Simple.INTEGER, SqlType.Simple.INTEGER);
    }

    @Test
    void aDeleteGivesAddresses() {
        PlannedChange change = fixture.planDelete("delete from u where v > 3");
        assertThat(change.source().plan().types()).containsExactly(SqlType.Simple.BIGINT);
        assertThat(change.source().plan()).isInstanceOf(PlanNode.Project.class);
    }

    @Test
    void literalsAreReadAsTheTypeTheyAreComparedWith() {
        assertThat(fixture.shape("select 1 from t where a = '5'")).contains("Filter: (t.a = 5)");
        SlipherException error =
                catchThrowableOfType(SlipherException.class, () -> fixture.plan("select 1 from t where a = 'x'"));
        assertThat(error.sqlState().code()).isEqualTo("22P02");
    }

    /** A plan in which each operator asks the one below for something once a column would never be done. */
    @Test
    void deepPlansOfWideRowsAreMadeInTimeThatGrowsWithThem() {
        String union = IntStream.range(0, 60)
                .mapToObj(branch -> IntStream.range(0, 12)
                        .mapToObj(column -> "a + %d".formatted(branch + column))
                        .collect(Collectors.joining(", ", "select ", " from t")))
                .collect(Collectors.joining(" union "));
        assertThat(fixture.plan(union).columns()).hasSize(12);
        String grouped = "select a, b, c, n, k from t group by 1, 2, 3, 4, 5";
        for (int level = 0; level < 40; level++) {
            grouped = "select a, b, c, n, k from (%s) q where a < %d group by 1, 2, 3, 4, 5 limit 1000"
                    .formatted(grouped, level);
        }
        assertThat(fixture.plan(grouped).columns()).hasSize(5);
    }

    @Test
    void aChainOfUnionsTakesDuplicatesOutOnce() {
        String chain =
                "select a, c from t union select a, c from s union all select k, 'x' from u union select 1, c from t";
        assertThat(aggregates(chain)).isOne();
        // Of 'x' and 'x ' one remains, and its length is all that is seen of either.
        assertThat(aggregates("select length(c) from (select c from t union select c from s) q union select 1"))
                .isEqualTo(2);
        assertThat(aggregates("select a + 1 from (select a from t union select b from s) q union select 1"))
                .isOne();
    }

    private long aggregates(String sql) {
        return fixture.shape(sql)
                .lines()
                .filter(line -> line.contains("Aggregate"))
                .count();
    }

    @Test
    void aSelectListHasAnEnd() {
        String list = IntStream.range(0, 1_664).mapToObj(i -> "a").collect(Collectors.joining(", ", "select ", ""));
        assertThat(fixture.plan(list + " from t").columns()).hasSize(1_664);
        for (String longer : new String[] {list + ", b from t", list + ", * from t"}) {
            SlipherException error = catchThrowableOfType(SlipherException.class, () -> fixture.plan(longer));
            assertThat(error.sqlState().code()).isEqualTo("54011");
            assertThat(error).hasMessage("target lists can have at most 1664 entries");
        }
    }

    @Test
    @Timeout(60)
    void timeGrowsByNoMoreThanTheSquareOfTheJoins() throws Exception {
        var planned = new FutureTask<>(() -> Stream.of("t", "(select 1 as a, 2 as b)")
                .map(item -> fixture.plan(chain(item, 1_000)))
                .toList());
        // The stack is as large as those of a server.
        new Thread(null, planned, "planning", 64L << 20).start();
        assertThat(planned.get()).allMatch(query -> query.columns().size() == 1);
    }

    @Test
    void planningCanBeEndedAtEachJoin() {
        var joins = 50;
        var stages = new HashMap<String, Integer>();
        var here = StackWalker.getInstance();
        fixture.plan(
                chain("t", joins),
                fixture.context(() -> here.walk(frames ->
                                frames.map(StackWalker.StackFrame::getClassName).collect(Collectors.toSet()))
                        .forEach(stage -> stages.merge(stage, 1, Integer::sum))));
        for (String stage :
                List.of("bind.FromBinder", "optimize.Pushdown", "optimize.JoinOrder", "optimize.JoinPlanner")) {
            assertThat(stages.getOrDefault("dev.slipher.leader." + stage, 0))
                    .as(stage)
                    .isGreaterThanOrEqualTo(joins);
        }
    }

    private static String chain(String item, int joins) {
        return "select count(*) from %s t0".formatted(item)
                + IntStream.rangeClosed(1, joins)
                        .mapToObj(i -> " left join %s t%d on t%d.a = t%d.b".formatted(item, i, i, i - 1))
                        .collect(Collectors.joining());
    }
}
