package dev.slipher.bench.oracle;

/**
 * Where Slipher and DuckDB rightly disagree, and how DuckDB is asked so that it gives what Redshift and PostgreSQL give.
 *
 * <p>Each rewriting is a method with its reason. The generator avoids what has none:
 *
 * <ul>
 *   <li>division of decimals, whose scale follows Redshift's rules in one engine and is a double in the other;
 *   <li>LENGTH, LIKE and concatenation of strings with trailing blanks after grouping, where any of several equal
 *       strings may stand for the group;
 *   <li>a double that ends in .5 made an integer, and years before Christ as text;
 *   <li>frames by RANGE with an offset of months, which are not equally long, or over doubles that are no numbers;
 *   <li>SMALLINT arithmetic, where DuckDB lets a literal take the column's type and overflows;
 *   <li>roots and logarithms of what has none, which DuckDB answers with NaN or minus infinity;
 *   <li>errors in rows that another predicate removes: either engine may look at them or not.
 * </ul>
 */
final class Differences {
    /** DuckDB puts nulls last in any order; here they are greater than everything. */
    static final String DUCKDB_NULLS_ARE_GREATEST = "set default_null_order = 'nulls_last_on_asc_first_on_desc'";

    private Differences() {}

    /** {@code /} between integers gives an integer; in DuckDB it gives a double, and {@code //} the integer. */
    static Sql integerDivision(Sql dividend, Sql divisor) {
        return new Sql(
                "(%s / %s)".formatted(dividend.slipher(), divisor.slipher()),
                "(%s // %s)".formatted(dividend.duckDb(), divisor.duckDb()));
    }

    /** AVG of integers is an integer, cut towards zero; in DuckDB it is a double. */
    static Sql integerAverage(Sql value, Sql over) {
        return new Sql(
                "avg(%s)%s".formatted(value.slipher(), over.slipher()),
                "cast(sum(%1$s)%2$s // nullif(count(%1$s)%2$s, 0) as bigint)".formatted(value.duckDb(), over.duckDb()));
    }

    /** AVG of a decimal keeps its two digits and rounds half away from zero; in DuckDB it is a double. */
    static Sql decimalAverage(Sql value, Sql over) {
        return new Sql(
                "avg(%s)%s".formatted(value.slipher(), over.slipher()),
                ("cast(cast(sign(sum(%1$s)%2$s) * ((abs(cast(sum(%1$s)%2$s * 100 as hugeint)) * 2 + count(%1$s)%2$s)"
                                + " // nullif(2 * count(%1$s)%2$s, 0)) as decimal(36,0)) * 0.01 as decimal(38,2))")
                        .formatted(value.duckDb(), over.duckDb()));
    }

    /** Comparing, grouping and sorting ignore trailing blanks; in DuckDB they count. */
    static Sql withoutTrailingBlanks(Sql text) {
        return new Sql(text.slipher(), "rtrim(%s, ' ')".formatted(text.duckDb()));
    }

    /** LISTAGG has an order of its own clause; DuckDB has it inside, and another name. */
    static Sql listAggregate(Sql value, Sql order) {
        return new Sql(
                "listagg(%s, ',') within group (order by %s)".formatted(value.slipher(), order.slipher()),
                "string_agg(%s, ',' order by %s)".formatted(value.duckDb(), order.duckDb()));
    }

    /** IGNORE NULLS follows the arguments' parenthesis in Redshift; in DuckDB it stands inside. */
    static Sql ignoringNulls(String function, Sql arguments, Sql over) {
        return new Sql(
                "%s(%s) ignore nulls%s".formatted(function, arguments.slipher(), over.slipher()),
                "%s(%s ignore nulls)%s".formatted(function, arguments.duckDb(), over.duckDb()));
    }

    /** BTRIM is called TRIM in DuckDB. */
    static Sql trimBoth(Sql text, String characters) {
        return new Sql(
                "btrim(%s, '%s')".formatted(text.slipher(), characters),
                "trim(%s, '%s')".formatted(text.duckDb(), characters));
    }

    /** DATEADD is an addition in DuckDB, and makes a timestamp of a date in both. */
    static Sql addToDate(String unit, int count, Sql date) {
        return new Sql(
                "cast(dateadd(%s, %d, %s) as date)".formatted(unit, count, date.slipher()),
                "cast(%s + interval (%d) %s as date)".formatted(date.duckDb(), count, unit));
    }

    /** DATEDIFF counts boundaries in both; DuckDB wants the unit as a string. */
    static Sql dateDifference(String unit, Sql first, Sql last) {
        return new Sql(
                "datediff(%s, %s, %s)".formatted(unit, first.slipher(), last.slipher()),
                "datediff('%s', %s, %s)".formatted(unit, first.duckDb(), last.duckDb()));
    }

    /** NVL and DECODE are Redshift's short forms of COALESCE and CASE. */
    static Sql firstNonNull(Sql first, Sql second) {
        return new Sql(
                "nvl(%s, %s)".formatted(first.slipher(), second.slipher()),
                "coalesce(%s, %s)".formatted(first.duckDb(), second.duckDb()));
    }

    /** DECODE holds nulls for equal, as {@code is not distinct from} does. */
    static Sql decode(Sql value, Sql match, Sql result, Sql otherwise) {
        return new Sql(
                "decode(%s, %s, %s, %s)"
                        .formatted(value.slipher(), match.slipher(), result.slipher(), otherwise.slipher()),
                "case when %s is not distinct from %s then %s else %s end"
                        .formatted(value.duckDb(), match.duckDb(), result.duckDb(), otherwise.duckDb()));
    }

    /** STRPOS and CHARINDEX are one function with its arguments in either order; DuckDB has the first. */
    static Sql characterIndex(String searched, Sql text) {
        return new Sql(
                "charindex('%s', %s)".formatted(searched, text.slipher()),
                "strpos(%s, '%s')".formatted(text.duckDb(), searched));
    }

    /** REGEXP_REPLACE replaces every match; DuckDB's only the first without the option g. */
    static Sql replacePattern(Sql text, String pattern, String replacement) {
        return new Sql(
                "regexp_replace(%s, '%s', '%s')".formatted(text.slipher(), pattern, replacement),
                "regexp_replace(%s, '%s', '%s', 'g')".formatted(text.duckDb(), pattern, replacement));
    }
}
