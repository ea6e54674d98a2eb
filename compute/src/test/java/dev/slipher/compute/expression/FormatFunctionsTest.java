package dev.slipher.compute.expression;

import static dev.slipher.compute.expression.Expressions.TEXT;
import static dev.slipher.compute.expression.Expressions.call;
import static dev.slipher.compute.expression.Expressions.evaluate;
import static dev.slipher.compute.expression.Expressions.literal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.type.SqlType;
import org.junit.jupiter.api.Test;

class FormatFunctionsTest {
    private static String ofTime(String timestamp, String template) {
        return evaluate(call("to_char", literal(SqlType.Simple.TIMESTAMP, timestamp), literal(TEXT, template)));
    }

    private static String ofNumber(String number, String template) {
        return evaluate(call("to_char", literal(new SqlType.Decimal(12, 3), number), literal(TEXT, template)));
    }

    private static String parsed(String function, String text, String template) {
        return evaluate(call(function, literal(TEXT, text), literal(TEXT, template)));
    }

    @Test
    void timesAreWrittenByTemplate() {
        var time = "1999-01-08 16:05:06.789";
        assertThat(ofTime(time, "YYYY-MM-DD HH24:MI:SS.MS")).isEqualTo("1999-01-08 16:05:06.789");
        assertThat(ofTime(time, "HH12:MI AM")).isEqualTo("04:05 PM");
        assertThat(ofTime(time, "FMDay, FMDDth Month|")).isEqualTo("Friday, 8th January  |");
        assertThat(ofTime(time, "DY mon \"Day\" Q J IW DDD")).isEqualTo("FRI jan Day 1 2451187 01 008");
        assertThat(ofTime("0044-03-15 00:00:00 BC", "YYYY BC")).isEqualTo("0044 BC");
    }

    @Test
    void numbersAreWrittenAsRomanNumerals() {
        assertThat(ofNumber("485", "RN")).isEqualTo("        CDLXXXV");
        assertThat(ofNumber("485.5", "FMRN")).isEqualTo("CDLXXXVI");
        assertThat(ofNumber("3888", "rn")).isEqualTo("mmmdccclxxxviii");
        assertThat(ofNumber("3999", "FMrn")).isEqualTo("mmmcmxcix");
        assertThat(ofNumber("0", "RN")).isEqualTo("###############");
        assertThat(ofNumber("4000", "RN")).isEqualTo("###############");
        assertThat(ofNumber("-1", "FMRN")).isEqualTo("###############");
        assertThat(ofNumber("7", "FM\"RN\"9")).isEqualTo("RN7");
    }

    @Test
    void numbersAreWrittenByTemplate() {
        assertThat(ofNumber("1234.5", "9,999.99")).isEqualTo(" 1,234.50");
        assertThat(ofNumber("-12.5", "999.9")).isEqualTo(" -12.5");
        assertThat(ofNumber("12", "0000")).isEqualTo(" 0012");
        assertThat(ofNumber("12345", "999")).isEqualTo(" ###");
        assertThat(ofNumber("-12", "FM999")).isEqualTo("-12");
        assertThat(ofNumber("-12", "999PR")).isEqualTo(" <12>");
        assertThat(ofNumber("-12", "S999")).isEqualTo(" -12");
        assertThat(ofNumber("21", "FM99th")).isEqualTo("21st");
        assertThatThrownBy(() -> ofNumber("1", "S9S")).hasMessage("cannot use \"S\" twice");
    }

    @Test
    void timesAndNumbersAreReadByTemplate() {
        assertThat(parsed("to_date", "08 Jan 1999", "DD Mon YYYY")).isEqualTo("1999-01-08");
        assertThat(parsed("to_date", "19990108", "YYYYMMDD")).isEqualTo("1999-01-08");
        assertThat(parsed("to_timestamp", "1999/01/08 04:05 PM", "YYYY-MM-DD HH:MI AM"))
                .isEqualTo("1999-01-08 16:05:00+00");
        assertThat(parsed("to_number", "-1,234.50", "9,999.99")).isEqualTo("-1234.5000000000");
        assertThat(parsed("to_date", "1999-02-30", "YYYY-MM-DD")).isEqualTo("1999-03-02");
        assertThatThrownBy(() -> parsed("to_date", "x", "YYYY")).hasMessage("invalid value \"x\" for \"YYYY\"");
    }

    @Test
    void whatHasNoTemplateIsNull() {
        assertThat(ofTime("1999-01-08 16:05:06", "")).isNull();
        assertThat(parsed("to_number", "1", "")).isNull();
        assertThat(ofNumber("1", "")).isEmpty();
    }

    @Test
    void everyTypeOfNumberIsWritten() {
        assertThat(evaluate(call("to_char", literal(SqlType.Simple.INTEGER, "-12"), literal(TEXT, "99.9S"))))
                .isEqualTo("12.0-");
        assertThat(evaluate(call("to_char", literal(SqlType.Simple.DOUBLE, "2.5"), literal(TEXT, "9"))))
                .isEqualTo(" 2");
    }

    @Test
    void datesOfIsoWeeksAreRead() {
        assertThat(parsed("to_date", "2020-53-5", "IYYY-IW-ID")).isEqualTo("2021-01-01");
        assertThatThrownBy(() -> parsed("to_date", "2020-53-5", "YYYY-IW-ID"))
                .hasMessage("invalid combination of date conventions");
    }

    @Test
    void anOffsetInATextCounts() {
        assertThat(parsed("to_timestamp", "1999-01-08 10:00 -05:30", "YYYY-MM-DD HH24:MI TZH:TZM"))
                .isEqualTo("1999-01-08 15:30:00+00");
    }

    @Test
    void whatIsOutOfRangeIsCarriedOnUnlessReadStrictly() {
        assertThat(loose("to_date", "20010631", "YYYYMMDD")).isEqualTo("2001-07-01");
        assertThat(loose("to_date", "2001-14-02", "YYYY-MM-DD")).isEqualTo("2002-02-02");
        assertThat(loose("to_date", "2001-366", "YYYY-DDD")).isEqualTo("2002-01-01");
        assertThat(loose("to_timestamp", "2011-12-18 24:38:15", "YYYY-MM-DD HH24:MI:SS"))
                .isEqualTo("2011-12-19 00:38:15+00");
        assertThatThrownBy(() -> loose("to_timestamp", "13 PM", "HH AM"))
                .hasMessage("hour \"13\" is invalid for the 12-hour clock");
        assertThatThrownBy(() -> evaluate(call(
                        "to_date",
                        literal(TEXT, "20010631"),
                        literal(TEXT, "YYYYMMDD"),
                        literal(SqlType.Simple.BOOLEAN, "true"))))
                .hasMessage("date/time field value out of range: \"20010631\"");
    }

    private static String loose(String function, String text, String template) {
        return evaluate(
                call(function, literal(TEXT, text), literal(TEXT, template), literal(SqlType.Simple.BOOLEAN, "false")));
    }
}
