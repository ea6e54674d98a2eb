package dev.slipher.compute.expression;

import static dev.slipher.compute.expression.Expressions.TEXT;
import static dev.slipher.compute.expression.Expressions.call;
import static dev.slipher.compute.expression.Expressions.evaluate;
import static dev.slipher.compute.expression.Expressions.literal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.fragment.Expression;
import dev.slipher.compute.fragment.Expression.CastMode;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FunctionsTest {
    private static final SqlType INT = SqlType.Simple.INTEGER;
    private static final SqlType DATE = SqlType.Simple.DATE;
    private static final SqlType DOUBLE = SqlType.Simple.DOUBLE;
    private static final SqlType TIMESTAMP = SqlType.Simple.TIMESTAMP;
    private static final SqlType INTERVAL = SqlType.Simple.INTERVAL;

    private static Expression text(String value) {
        return literal(TEXT, value);
    }

    private static Expression number(long value) {
        return literal(INT, value);
    }

    private static Expression date(String value) {
        return literal(DATE, value);
    }

    private static Expression timestamp(String value) {
        return literal(TIMESTAMP, value);
    }

    private static Expression decimal(String value) {
        return literal(new SqlType.Decimal(12, 3), value);
    }

    private static void expect(String result, String function, Expression... arguments) {
        assertThat(evaluate(call(function, arguments)))
                .as("%s(%s)", function, List.of(arguments))
                .isEqualTo(result);
    }

    @Test
    void stringsAreCutByCharacters() {
        expect("éb", "substring", text("aéb"), number(2));
        expect("é", "substring", text("aéb"), number(2), number(1));
        expect("a", "substring", text("abc"), number(-1), number(3));
        expect("", "substring", text("abc"), number(9), number(3));
        expect("aé", "left", text("aéb"), number(2));
        expect("aé", "left", text("aéb"), number(-1));
        expect("éb", "right", text("aéb"), number(2));
        expect("béa", "reverse", text("aéb"));
        expect("3", "length", text("aéb"));
        expect("4", "octet_length", text("aéb"));
        assertThatThrownBy(() -> evaluate(call("substring", text("a"), number(1), number(-1))))
                .hasMessage("negative substring length not allowed");
    }

    @Test
    void stringsAreSearchedAndReplaced() {
        expect("2", "strpos", text("aéb"), text("é"));
        expect("0", "position", text("x"), text("aéb"));
        expect("4", "charindex", text("a"), text("abca"), number(2));
        expect("a-b-c", "replace", text("a.b.c"), text("."), text("-"));
        expect("abc", "replace", text("abc"), text(""), text("-"));
        expect("b", "split_part", text("a,b,c"), text(","), number(2));
        expect("c", "split_part", text("a,b,c"), text(","), number(-1));
        expect("", "split_part", text("a,b,c"), text(","), number(4));
        expect("a2x5", "translate", text("12345"), text("143"), text("ax"));
        assertThatThrownBy(() -> evaluate(call("split_part", text("a"), text(","), number(0))))
                .hasMessage("field position must not be zero");
    }

    @Test
    void stringsAreTrimmedPaddedAndFolded() {
        expect("a b", "trim", text("  a b "));
        expect("a", "btrim", text("xyaéx"), text("éxy"));
        expect("b  ", "ltrim", text("  b  "));
        expect("00ab", "lpad", text("ab"), number(4), text("0"));
        expect("abéx", "rpad", text("ab"), number(4), text("éx"));
        expect("a", "lpad", text("ab"), number(1));
        expect("Hi Éva O'Neil", "initcap", text("hi éVA o'neil"));
        expect("ÀÉ", "upper", text("àé"));
        expect("àé", "lower", text("ÀÉ"));
        expect("ababab", "repeat", text("ab"), number(3));
        expect("abcd", "concat", text("ab"), text("cd"));
        expect("ab12", "||", text("ab"), number(12));
        expect("\"a b\"", "quote_ident", text("a b"));
        expect("ab", "quote_ident", text("ab"));
        expect("'it''s'", "quote_literal", text("it's"));
        expect("ff", "to_hex", number(255));
        expect("255", "strtol", text("ff"), number(16));
        expect("A", "chr", number(65));
        expect("233", "ascii", text("é"));
        expect("900150983cd24fb0d6963f7d28e17f72", "md5", text("abc"));
    }

    @Test
    void binaryValuesAreBytes() {
        var bytes = literal(new SqlType.Varbyte(10), "61c3a4");
        expect("c3", "substring", bytes, number(2), number(1));
        expect("61", "substr", bytes, number(-1), number(3));
        expect("a4", "substring", bytes, number(3));
        expect("", "substring", bytes, number(4));
        expect("61c3a461c3a4", "||", bytes, bytes);
        expect("3", "length", bytes);
        expect("aä", "from_varbyte", bytes, text("utf_8"));
        assertThat(call("substring", bytes, number(2)).type()).isEqualTo(new SqlType.Varbyte(10));
        assertThat(call("concat", bytes, bytes).type()).isEqualTo(new SqlType.Varbyte(20));
        assertThatThrownBy(() -> call("left", bytes, number(1)))
                .hasMessage("function left(varbyte, integer) does not exist");
        var part = literal(new SqlType.Varbyte(10), "61c3");
        assertThatThrownBy(() -> evaluate(call("from_varbyte", part, text("utf8"))))
                .hasMessage("invalid byte sequence for encoding \"UTF8\": 0xc3");
    }

    @Test
    void binaryValuesAreCastToTextAndNumbers() {
        var bytes = literal(new SqlType.Varbyte(10), "61c3a4");
        assertThat(cast(bytes, new SqlType.Varchar(10))).isEqualTo("aä");
        assertThat(cast(bytes, new SqlType.Varchar(2))).isEqualTo("a");
        assertThat(cast(bytes, new SqlType.Varbyte(2))).isEqualTo("61c3");
        assertThat(cast(bytes, INT)).isEqualTo("6407076");
        assertThat(cast(literal(new SqlType.Char(3), "a"), new SqlType.Varbyte(2)))
                .isEqualTo("6120");
        assertThat(cast(number(-2), new SqlType.Varbyte(10))).isEqualTo("fffffffe");
        assertThatThrownBy(() -> cast(bytes, SqlType.Simple.SMALLINT)).hasMessage("smallint out of range");
        var assigned = new Expression.Cast(text("abc  "), new SqlType.Varbyte(3), CastMode.ASSIGNMENT);
        assertThatThrownBy(() -> evaluate(assigned)).hasMessage("value too long for type binary varying(3)");
    }

    private static String cast(Expression value, SqlType type) {
        return cast(value, type, CastMode.EXPLICIT);
    }

    @Test
    void patternsFollowPosix() {
        expect("t", "~", text("warehouse"), text("^ware"));
        expect("f", "!~", text("warehouse"), text("house$"));
        expect("t", "~*", text("Ware"), text("wARE"));
        expect("2", "regexp_count", text("abcabc"), text("b."));
        expect("5", "regexp_instr", text("abcabc"), text("b"), number(1), number(2));
        expect("cab", "regexp_substr", text("abcabc"), text("c.b"));
        expect("b-a", "regexp_replace", text("a-b"), text("(.)-(.)"), text("\\2-\\1"));
        expect("t", "similar_to", text("abc"), text("(a|b)%"));
        assertThatThrownBy(() -> evaluate(call("~", text("a"), text("("))))
                .hasMessageStartingWith("invalid regular expression: ");
    }

    @Test
    void numbersAreRoundedHalfAwayFromZero() {
        expect("3", "round", decimal("2.5"));
        expect("-3", "round", decimal("-2.500"));
        expect("2.350", "round", decimal("2.345"), number(2));
        expect("1200.000", "round", decimal("1234.567"), number(-2));
        expect("2.340", "trunc", decimal("2.349"), number(2));
        expect("3", "ceil", decimal("2.001"));
        expect("-2", "ceil", decimal("-2.999"));
        expect("-3", "floor", decimal("-2.001"));
        expect("2", "floor", decimal("2.000"));
        expect("2.34", "round", literal(DOUBLE, "2.344"), number(2));
        expect("2", "round", literal(DOUBLE, "2.5"));
        expect("5", "abs", number(-5));
        expect("5.500", "abs", decimal("-5.5"));
        expect("1", "mod", number(7), number(3));
        expect("0.500", "mod", decimal("2.5"), decimal("1"));
        expect("8", "power", number(2), number(3));
        expect("3", "sqrt", literal(DOUBLE, "9"));
        expect("2", "log", literal(DOUBLE, "100"));
        assertThatThrownBy(() -> evaluate(call("sqrt", literal(DOUBLE, "-1"))))
                .hasMessage("cannot take square root of a negative number");
        assertThatThrownBy(() -> evaluate(call("ln", literal(DOUBLE, "0"))))
                .hasMessage("cannot take logarithm of zero");
    }

    @Test
    void datesAreTakenApart() {
        expect("1995", "extract", text("year"), date("1995-03-15"));
        expect("11", "extract", text("week"), date("1995-03-15"));
        expect("3", "extract", text("dow"), date("1995-03-15"));
        expect("74", "extract", text("doy"), date("1995-03-15"));
        expect("20", "extract", text("century"), date("2000-12-31"));
        expect("12.5", "date_part", text("second"), timestamp("2001-01-01 01:02:12.5"));
        expect("1", "extract", text("hour"), timestamp("2001-01-01 01:02:12.5"));
        expect("1995-03-01 00:00:00", "date_trunc", text("month"), date("1995-03-15"));
        expect("1995-03-13 00:00:00", "date_trunc", text("week"), date("1995-03-15"));
        expect("1995-01-01 00:00:00", "date_trunc", text("quarter"), timestamp("1995-03-15 10:11:12"));
        expect(null, "extract", text("year"), date("infinity"));
        assertThatThrownBy(() -> evaluate(call("extract", text("fortnight"), date("1995-03-15"))))
                .hasMessage("timestamp units \"fortnight\" not recognized");
    }

    @Test
    void datesAreMovedAndCompared() {
        expect("1996-02-29 00:00:00", "dateadd", text("month"), number(1), date("1996-01-31"));
        expect("1", "datediff", text("year"), date("1999-12-31"), date("2000-01-01"));
        expect("-3", "datediff", text("qtr"), date("2001-01-01"), date("2000-04-01"));
        expect("1", "datediff", text("hour"), timestamp("2001-01-01 00:59:59"), timestamp("2001-01-01 01:00:00"));
        expect("2000-02-29 00:00:00", "add_months", date("2000-01-31"), number(1));
        expect("2000-03-31 00:00:00", "add_months", date("2000-02-29"), number(1));
        expect("2000-02-29", "last_day", date("2000-02-11"));
        expect("2000-02-14", "next_day", date("2000-02-11"), text("Monday"));
        expect("1", "months_between", date("2000-02-29"), date("2000-01-31"));
        expect("1998-12-11", "+", date("1998-12-01"), number(10));
        expect("30", "-", date("1998-12-31"), date("1998-12-01"));
        expect("1998-09-02 00:00:00", "-", date("1998-12-01"), literal(INTERVAL, "90 days"));
        expect("1999-02-28 01:00:00", "+", timestamp("1999-01-31 00:00:00"), literal(INTERVAL, "1 month 1 hour"));
        expect("1 day 01:00:00", "-", timestamp("2000-01-02 01:00:00"), timestamp("2000-01-01 00:00:00"));
        expect("2 mons 2 days 24:00:00", "*", literal(INTERVAL, "1 month 1.5 days"), literal(DOUBLE, "2"));
        expect("2000-01-01 05:00:00", "convert_timezone", text("EST"), text("UTC"), timestamp("2000-01-01 00:00:00"));
    }

    @Test
    void conditionalFormsReturnTheCommonType() {
        expect("2", "nvl", literal(INT, null), number(2));
        expect("b", "nvl2", literal(INT, null), text("a"), text("b"));
        expect(null, "nullif", number(1), number(1));
        expect("3", "greatest", number(1), literal(INT, null), number(3));
        expect("a", "least", text("b"), text("a"));
        expect("two", "decode", number(2), number(1), text("one"), number(2), text("two"), text("many"));
        expect("none", "decode", literal(INT, null), number(1), text("one"), literal(INT, null), text("none"));
        expect(null, "decode", number(3), number(1), text("one"));
    }

    @Test
    void castsFollowPostgresql() {
        var decimal = new SqlType.Decimal(5, 2);
        assertThat(cast(text(" 12.345 "), decimal, CastMode.EXPLICIT)).isEqualTo("12.35");
        assertThat(cast(decimal("999.995"), decimal, CastMode.TRY)).isNull();
        assertThatThrownBy(() -> cast(decimal("999.995"), decimal, CastMode.EXPLICIT))
                .hasMessage("numeric field overflow");
        assertThat(cast(decimal("2.5"), INT, CastMode.EXPLICIT)).isEqualTo("3");
        assertThat(cast(literal(DOUBLE, "0.285"), decimal, CastMode.EXPLICIT)).isEqualTo("0.29");
        assertThat(cast(literal(DOUBLE, "2.5"), INT, CastMode.EXPLICIT)).isEqualTo("2");
        assertThat(cast(text("abc"), INT, CastMode.TRY)).isNull();
        assertThatThrownBy(() -> cast(text("abc"), INT, CastMode.EXPLICIT))
                .hasMessage("invalid input syntax for type integer: \"abc\"");
        assertThat(cast(text("héllo"), new SqlType.Varchar(2), CastMode.EXPLICIT))
                .isEqualTo("h");
        assertThatThrownBy(() -> cast(text("hello"), new SqlType.Varchar(2), CastMode.ASSIGNMENT))
                .hasMessage("value too long for type character varying(2)");
        assertThat(cast(text("hi   "), new SqlType.Varchar(2), CastMode.ASSIGNMENT))
                .isEqualTo("hi");
        assertThat(cast(date("2000-01-01"), TIMESTAMP, CastMode.IMPLICIT)).isEqualTo("2000-01-01 00:00:00");
        assertThat(cast(timestamp("2000-01-01 23:00:00"), DATE, CastMode.EXPLICIT))
                .isEqualTo("2000-01-01");
        assertThat(cast(literal(SqlType.Simple.BOOLEAN, "t"), TEXT, CastMode.EXPLICIT))
                .isEqualTo("true");
        assertThat(cast(literal(SqlType.Simple.BOOLEAN, "t"), INT, CastMode.EXPLICIT))
                .isEqualTo("1");
        assertThat(cast(literal(new SqlType.Decimal(38, 2), "123456789012345678901.50"), DOUBLE, CastMode.EXPLICIT))
                .isEqualTo("1.2345678901234568e+20");
    }

    private static String cast(Expression operand, SqlType type, CastMode mode) {
        return evaluate(new Expression.Cast(operand, type, mode));
    }

    @Test
    void dictionariesStayDictionaries() {
        var values = new String[] {"a", null, "b", "a"};
        var shapes = List.of(ColumnShape.of(TEXT));
        var upper = ExpressionCompiler.compile(call("upper", Expressions.column(0, TEXT)), shapes, Expressions.CONTEXT);
        for (Vector column : List.of(Expressions.dictionary(values), Expressions.strings(values))) {
            var batch = Expressions.batch(4, column);
            var result = upper.newEvaluator().evaluate(batch);
            assertThat(result.getClass()).isEqualTo(column.getClass());
            assertThat(Expressions.values(result, batch, TEXT))
                    .isEqualTo(Stream.of("A", null, "B", "A")
                            .map(Expressions::bytes)
                            .toList());
        }
    }
}
