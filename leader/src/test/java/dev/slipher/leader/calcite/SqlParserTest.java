package dev.slipher.leader.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.ObjectStatement;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.statement.Statement;
import dev.slipher.leader.statement.TableStatement;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlParserTest {
    private static Statement parseOne(String sql) {
        List<Statement> statements = SqlParser.parse(sql);
        assertThat(statements).hasSize(1);
        return statements.getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a::int, b::varchar(10), cast(c as double precision), year, value from t",
                "select date '1994-01-01' + interval '1' year, interval '90 day', extract(year from d) from o",
                "select dateadd(day, 1, x), datediff(month, a, b), date_part(dow, x), convert(int, y) from o",
                "select c.relname from pg_catalog.pg_class c where c.relname OPERATOR(pg_catalog.~) '^(t)$'"
                        + " COLLATE pg_catalog.default order by 1",
                "select top 10 * exclude (a) from t group by all",
                "select sum(x) over (partition by a order by b rows between 1 preceding and current row) from t",
                "select x from t qualify row_number() over (partition by a order by b) = 1",
                "select 1 where true",
                "select * from t where a in (1, 2) and b not in (select x from y) and c = any(array[1, 2])",
                "select trim(x), trim(both 'a' from x), substring(a from 1 for 2), position('a' in b) from t",
                "select listagg(a, ',') within group (order by b), sum(a) filter (where b > 1) from t",
                "select a from t group by grouping sets ((a), (b), ()), rollup(c, d)",
                "values (1, 2), (3, 4)",
                "with a as (select 1), b(x) as materialized (select 2) select * from a, b minus select 5",
                "select x at time zone 'utc', current_date, sysdate, e'a\\n"
                        + "b', $$abc$$ from generate_series(1, 10) g(x)",
                "select lag(a, 1) ignore nulls over w from t window w as (partition by a)",
                "select interval '1 day' day, timestamp with time zone '2020-01-01 00:00:00' from t",
                "select a isnull, b notnull, c is not distinct from d, e ilike 'x%' escape '!' from t",
                "select max(x) \"Max\", left(a, 2), right(b, 3), decode(a, 1, 2) from t as t(a, b)",
                "select a /* a /* nested */ comment */ from t -- to the end",
                "select (select 1), row(1, 2) = (3, 4), a[1] from t",
                "select 1 limit all",
                "select a from (select 1 a) x join (y cross join z) on true left join w using (k) natural join v"
            })
    void queriesAreAccepted(String sql) {
        assertThat(parseOne(sql)).isInstanceOf(Statement.Query.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select a b c | syntax error at or near \"c\" | 12",
                "select * form t | syntax error at or near \"t\" | 15",
                "select (1 | syntax error at end of input | 10",
                "select 1 from | syntax error at end of input | 14",
                "select 1 from t where | syntax error at end of input | 22",
                "select 1 from t join | syntax error at end of input | 21",
                "select a, | syntax error at end of input | 10",
                "select a from t where a = | syntax error at end of input | 26",
                "insert into t values | syntax error at end of input | 21",
                "select 1 select | syntax error at or near \"select\" | 10",
                "select 'a' 'b' | syntax error at or near \"'b'\" | 12",
                "select 1) | syntax error at or near \")\" | 9",
                "selec 1 | syntax error at or near \"selec\" | 1",
                "select 1; select from where | syntax error at or near \"from\" | 18",
                "create table t (a int,) | syntax error at or near \")\" | 23",
                "create table t (a int, b nosuch) | type \"nosuch\" does not exist | 26",
                "update t set a | syntax error at end of input | 15",
                "copy t from | syntax error at end of input | 12",
                "drop nothing x | syntax error at or near \"nothing\" | 6"
            })
    void whatIsNoSqlIsNamedWithItsPosition(String sql, String message, int position) {
        SlipherException error = catchThrowableOfType(SlipherException.class, () -> SqlParser.parse(sql));
        assertThat(error).hasMessage(message);
        assertThat(error.position()).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 'abc", "select \"abc", "select /* abc", "select $$abc"})
    void whatIsNotClosedIsAnError(String sql) {
        assertThatThrownBy(() -> SqlParser.parse(sql))
                .isInstanceOf(SlipherException.class)
                .hasMessageStartingWith("unterminated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"call p()", "listen x", "unload ('select 1') to 's3://x'"})
    void knownStatementsThatAreMissingAreNotSyntaxErrors(String sql) {
        SlipherException error = catchThrowableOfType(SlipherException.class, () -> SqlParser.parse(sql));
        assertThat(error.sqlState()).isEqualTo(SqlState.FEATURE_NOT_SUPPORTED);
    }

    @Test
    void nestingTooDeepIsAnErrorOfItsOwn() {
        String sql = "select " + "(".repeat(100_000) + "1" + ")".repeat(100_000);
        SlipherException error = catchThrowableOfType(SlipherException.class, () -> SqlParser.parse(sql));
        assertThat(error.sqlState()).isEqualTo(SqlState.STATEMENT_TOO_COMPLEX);
    }

    @Test
    void statementsAreSplitOutsideOfStringsAndKeepTheirText() {
        List<Statement> statements = SqlParser.parse(" ; select ';' ; begin;;commit ");
        assertThat(statements).extracting(s -> s.source().text()).containsExactly("select ';'", "begin", "commit");
        assertThat(statements).extracting(s -> s.source().position()).containsExactly(3, 16, 23);
        assertThat(SqlParser.parse(" -- nothing\n ;")).isEmpty();
    }

    @Test
    void aTableKeepsItsAttributes() {
        var table = (TableStatement.CreateTable) parseOne("create temp table if not exists s.t (a int not null,"
                + " b varchar(20) default 'x''y' encode zstd, c numeric(12,2) distkey, primary key (a))"
                + " interleaved sortkey (a, b)");
        assertThat(table.table().parts()).containsExactly("s", "t");
        assertThat(table.temporary()).isTrue();
        assertThat(table.ifNotExists()).isTrue();
        assertThat(table.columns())
                .extracting(TableStatement.ColumnSpec::type)
                .containsExactly(SqlType.Simple.INTEGER, new SqlType.Varchar(20), new SqlType.Decimal(12, 2));
        assertThat(table.columns().get(1).defaultSql()).contains("'x''y'");
        assertThat(table.columns().get(1).encoding()).contains("zstd");
        assertThat(table.attributes().distStyle()).contains(new TableStatement.DistStyle.Key("c"));
        assertThat(table.attributes().sortStyle())
                .contains(new TableStatement.SortStyle.Columns(List.of("a", "b"), true));
        assertThat(table.keys())
                .containsExactly(new TableStatement.TableKey.PrimaryKey(Optional.empty(), List.of("a")));
    }

    @Test
    void bothSyntaxesOfCopyGiveTheSameOptions() {
        var redshift = (DataStatement.CopyFrom)
                parseOne("copy t (a) from '/x' csv delimiter as ',' null 'n' ignoreheader 1 gzip");
        var postgres = (DataStatement.CopyFrom)
                parseOne("copy t from stdin with (format csv, delimiter ',', null 'n', header true)");
        assertThat(redshift.endpoint()).isEqualTo(new DataStatement.CopyEndpoint.Location("/x"));
        assertThat(redshift.options())
                .extracting(DataStatement.CopyOption::name)
                .containsExactly("format", "delimiter", "null", "ignoreheader", "gzip");
        assertThat(postgres.endpoint()).isEqualTo(DataStatement.CopyEndpoint.Client.CLIENT);
        assertThat(postgres.options())
                .extracting(DataStatement.CopyOption::name)
                .containsExactly("format", "delimiter", "null", "header");
        assertThat(postgres.options().getFirst().value()).contains("csv");
    }

    @Test
    void sessionStatementsAreReadInAllTheirSpellings() {
        assertThat(parseOne("start transaction isolation level repeatable read, read only"))
                .isInstanceOfSatisfying(SessionStatement.Begin.class, begin -> {
                    assertThat(begin.modes().isolationLevel()).contains("repeatable read");
                    assertThat(begin.modes().readOnly()).contains(true);
                });
        assertThat(parseOne("set session search_path to a, \"B\""))
                .isInstanceOfSatisfying(SessionStatement.SetParameter.class, set -> {
                    assertThat(set.name()).isEqualTo("search_path");
                    assertThat(set.values()).containsExactly("a", "B");
                });
        assertThat(parseOne("fetch forward 10 from c"))
                .isInstanceOfSatisfying(
                        SessionStatement.Fetch.class,
                        fetch -> assertThat(fetch.count()).hasValue(10));
        assertThat(parseOne("prepare p(int, text) as select $1, $2"))
                .isInstanceOfSatisfying(
                        SessionStatement.Prepare.class,
                        prepare -> assertThat(prepare.types()).hasSize(2));
        assertThat(parseOne("grant select, insert on table a.b to public, x"))
                .isInstanceOfSatisfying(
                        ObjectStatement.Grant.class,
                        grant -> assertThat(grant.grantees()).containsExactly("public", "x"));
    }
}
