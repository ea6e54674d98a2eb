package dev.slipher.storage.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TypeTextTest {
    private static final SessionTime TIME = new SessionTime(ZoneId.of("America/New_York"), 0);

    private static String roundTrip(SqlType type, String text) {
        var sink = new ByteSink(8);
        TypeText.format(type, TypeText.parse(type, text, TIME), TIME, sink);
        return sink.toString();
    }

    private static void refused(SqlType type, String text, SqlState state, String message) {
        assertThatThrownBy(() -> TypeText.parse(type, text, TIME))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(state))
                .hasMessage(message);
    }

    @Test
    void integersKeepTheirRange() {
        assertThat(roundTrip(SqlType.Simple.BIGINT, " -9223372036854775808 ")).isEqualTo("-9223372036854775808");
        assertThat(roundTrip(SqlType.Simple.SMALLINT, "+32767")).isEqualTo("32767");
        assertThat(roundTrip(SqlType.Simple.OID, "-1")).isEqualTo("4294967295");
        refused(
                SqlType.Simple.SMALLINT,
                "32768",
                SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                "value \"32768\" is out of range for type smallint");
        refused(
                SqlType.Simple.BIGINT,
                "9223372036854775808",
                SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                "value \"9223372036854775808\" is out of range for type bigint");
        refused(
                SqlType.Simple.INTEGER,
                "1x",
                SqlState.INVALID_TEXT_REPRESENTATION,
                "invalid input syntax for type integer: \"1x\"");
        refused(
                SqlType.Simple.INTEGER,
                "",
                SqlState.INVALID_TEXT_REPRESENTATION,
                "invalid input syntax for type integer: \"\"");
    }

    @Test
    void decimalsAgreeWithBigDecimal() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            int precision = 1 + random.nextInt(38);
            var type = new SqlType.Decimal(precision, random.nextInt(precision + 1));
            var number = new BigDecimal(new BigInteger(1 + random.nextInt(130), random), random.nextInt(40));
            var text = (random.nextBoolean() ? "-" : "") + number.toPlainString();
            var expected = new BigDecimal(text).setScale(type.scale(), RoundingMode.HALF_UP);
            boolean fits = expected.unscaledValue().abs().compareTo(BigInteger.TEN.pow(precision)) < 0;
            String actual;
            try {
                actual = roundTrip(type, text);
            } catch (SlipherException e) {
                actual = e.getMessage();
            }
            assertThat(actual)
                    .as("seed %d: %s as %s", seed, text, type)
                    .isEqualTo(fits ? expected.toPlainString() : "numeric field overflow");
        }
    }

    @Test
    void decimalsRefuseWhatIsNoNumber() {
        var type = new SqlType.Decimal(5, 2);
        assertThat(roundTrip(type, "1.5e2")).isEqualTo("150.00");
        assertThat(roundTrip(type, ".5")).isEqualTo("0.50");
        refused(type, "1000", SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow");
        refused(type, "1e999999999", SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow");
        refused(
                type,
                "1.2.3",
                SqlState.INVALID_TEXT_REPRESENTATION,
                "invalid input syntax for type numeric: \"1.2.3\"");
        refused(type, "-", SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type numeric: \"-\"");
    }

    @Test
    void copyMayCutDigitsInsteadOfRounding() {
        var type = new SqlType.Decimal(5, 1);
        byte[] text = "2.99".getBytes(StandardCharsets.US_ASCII);
        assertThat(DecimalText.parseLong(type, text, 0, 4, DecimalText.Excess.TRUNCATE))
                .isEqualTo(29);
        assertThat(DecimalText.parseLong(type, text, 0, 4, DecimalText.Excess.ROUND))
                .isEqualTo(30);
    }

    @Test
    void doublesReadBackAsTheyWereWritten() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value) && Math.abs(value) > 1e-300) {
                var sink = new ByteSink(8);
                FloatText.formatDouble(value, sink);
                assertThat(FloatText.parseDouble(sink.bytes(), 0, sink.length()))
                        .as("seed %d: %s", seed, sink)
                        .isEqualTo(value);
            }
        }
        assertThat(roundTrip(SqlType.Simple.DOUBLE, "1e15")).isEqualTo("1e+15");
        assertThat(roundTrip(SqlType.Simple.DOUBLE, "0.0001")).isEqualTo("0.0001");
        assertThat(roundTrip(SqlType.Simple.DOUBLE, "0.00001")).isEqualTo("1e-05");
        assertThat(roundTrip(SqlType.Simple.DOUBLE, "-Infinity")).isEqualTo("-Infinity");
        assertThat(roundTrip(SqlType.Simple.DOUBLE, "nan")).isEqualTo("NaN");
        assertThat(roundTrip(SqlType.Simple.DOUBLE, "-0")).isEqualTo("0");
        assertThat(roundTrip(SqlType.Simple.REAL, "0.1")).isEqualTo("0.1");
        refused(
                SqlType.Simple.DOUBLE,
                "1e400",
                SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                "value \"1e400\" is out of range for type double precision");
        refused(
                SqlType.Simple.DOUBLE,
                "1d",
                SqlState.INVALID_TEXT_REPRESENTATION,
                "invalid input syntax for type double precision: \"1d\"");
    }

    @Test
    void daysAgreeWithJavaTime() {
        for (int day = CivilDate.MIN_DAY; day < 2_000_000; day += 997) {
            var date = LocalDate.ofEpochDay(day + (long) CivilDate.UNIX_EPOCH_DAYS);
            long fields = CivilDate.fields(day);
            assertThat(CivilDate.year(fields)).isEqualTo(date.getYear());
            assertThat(CivilDate.month(fields)).isEqualTo(date.getMonthValue());
            assertThat(CivilDate.dayOfMonth(fields)).isEqualTo(date.getDayOfMonth());
            assertThat(CivilDate.toDay(date.getYear(), date.getMonthValue(), date.getDayOfMonth()))
                    .isEqualTo(day);
            assertThat(CivilDate.dayOfWeek(day)).isEqualTo(date.getDayOfWeek().getValue() % 7);
        }
    }

    @Test
    void datesAreReadInPostgresqlsSpellings() {
        for (var text : new String[] {
            "1999-01-08",
            "January 8, 1999",
            "1/8/1999",
            "19990108",
            "990108",
            "1999-Jan-08",
            "Jan-08-1999",
            "08-Jan-1999",
            "1999.008",
            "J2451187",
            "8 Jan 1999",
            "1999-01-08 04:05:06"
        }) {
            assertThat(roundTrip(SqlType.Simple.DATE, text)).as(text).isEqualTo("1999-01-08");
        }
        assertThat(roundTrip(SqlType.Simple.DATE, "January 8, 99 BC")).isEqualTo("0099-01-08 BC");
        assertThat(roundTrip(SqlType.Simple.DATE, "infinity")).isEqualTo("infinity");
        assertThat(roundTrip(SqlType.Simple.DATE, "5874897-12-31")).isEqualTo("5874897-12-31");
        refused(
                SqlType.Simple.DATE,
                "1999-02-30",
                SqlState.DATETIME_FIELD_OVERFLOW,
                "date/time field value out of range: \"1999-02-30\"");
        refused(
                SqlType.Simple.DATE,
                "abc",
                SqlState.INVALID_DATETIME_FORMAT,
                "invalid input syntax for type date: \"abc\"");
    }

    @Test
    void timestampsRespectZones() {
        assertThat(roundTrip(SqlType.Simple.TIMESTAMP, "1999-01-08 04:05:06.789"))
                .isEqualTo("1999-01-08 04:05:06.789");
        assertThat(roundTrip(SqlType.Simple.TIMESTAMP, "1999-01-08T04:05:06")).isEqualTo("1999-01-08 04:05:06");
        assertThat(roundTrip(SqlType.Simple.TIMESTAMP, "1999-01-08 04:05 PM")).isEqualTo("1999-01-08 16:05:00");
        assertThat(roundTrip(SqlType.Simple.TIMESTAMPTZ, "1999-01-08 04:05:06")).isEqualTo("1999-01-08 04:05:06-05");
        assertThat(roundTrip(SqlType.Simple.TIMESTAMPTZ, "1999-01-08 04:05:06+02"))
                .isEqualTo("1999-01-07 21:05:06-05");
        assertThat(roundTrip(SqlType.Simple.TIMESTAMPTZ, "1999-07-08 04:05:06 UTC"))
                .isEqualTo("1999-07-08 00:05:06-04");
        // 02:30 does not exist that night, and 01:30 exists twice in autumn.
        assertThat(roundTrip(SqlType.Simple.TIMESTAMPTZ, "2021-03-14 02:30:00")).isEqualTo("2021-03-14 03:30:00-04");
        assertThat(roundTrip(SqlType.Simple.TIMESTAMPTZ, "2021-11-07 01:30:00")).isEqualTo("2021-11-07 01:30:00-05");
        assertThat(roundTrip(SqlType.Simple.TIME, "24:00:00")).isEqualTo("24:00:00");
        assertThat(roundTrip(SqlType.Simple.TIME, "040506")).isEqualTo("04:05:06");
        refused(
                SqlType.Simple.TIMESTAMP,
                "1999-01-08 25:00:00",
                SqlState.DATETIME_FIELD_OVERFLOW,
                "date/time field value out of range: \"1999-01-08 25:00:00\"");
    }

    @Test
    void intervalsAreReadInAllStyles() {
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "1 year 2 months 3 days 4:05:06.7"))
                .isEqualTo("1 year 2 mons 3 days 04:05:06.7");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "1w, 1h, 1m, 1s")).isEqualTo("7 days 01:01:01");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "3 hours, 35 minutes")).isEqualTo("03:35:00");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "0.5 days")).isEqualTo("12:00:00");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "1-2")).isEqualTo("1 year 2 mons");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "3 4:05:06")).isEqualTo("3 days 04:05:06");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "P1Y2M3DT4H5M6S")).isEqualTo("1 year 2 mons 3 days 04:05:06");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "@ 1 day 2 hours ago")).isEqualTo("-1 days -02:00:00");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "-1 day +02:03:04")).isEqualTo("-1 days +02:03:04");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "0")).isEqualTo("00:00:00");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "1 2 hours")).isEqualTo("1 day 02:00:00");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "2 1 hour 5")).isEqualTo("2 days 01:00:05");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "1-2 3")).isEqualTo("1 year 2 mons 00:00:03");
        assertThat(roundTrip(SqlType.Simple.INTERVAL, "3 4:05 ago")).isEqualTo("-3 days -04:05:00");
        refused(
                SqlType.Simple.INTERVAL,
                "1 fortnight",
                SqlState.INVALID_DATETIME_FORMAT,
                "invalid input syntax for type interval: \"1 fortnight\"");
    }

    @Test
    void booleansAndBinariesHaveTheirSpellings() {
        assertThat(roundTrip(SqlType.Simple.BOOLEAN, " YES ")).isEqualTo("t");
        assertThat(roundTrip(SqlType.Simple.BOOLEAN, "off")).isEqualTo("f");
        refused(
                SqlType.Simple.BOOLEAN,
                "o",
                SqlState.INVALID_TEXT_REPRESENTATION,
                "invalid input syntax for type boolean: \"o\"");
        assertThat(roundTrip(new SqlType.Varbyte(4), "DEADbeef")).isEqualTo("deadbeef");
        refused(
                new SqlType.Varbyte(4),
                "abc",
                SqlState.INVALID_TEXT_REPRESENTATION,
                "invalid hexadecimal data: odd number of digits");
    }

    @Test
    void tooLongStringsLoseOnlyBlanks() {
        assertThat(roundTrip(new SqlType.Varchar(2), "ab   ")).isEqualTo("ab");
        assertThat(roundTrip(new SqlType.Char(4), "ab")).isEqualTo("ab  ");
        refused(
                new SqlType.Varchar(2),
                "abc",
                SqlState.STRING_DATA_RIGHT_TRUNCATION,
                "value too long for type character varying(2)");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] bad = {'a', (byte) 0xC3, '('};
        assertThatThrownBy(() -> TypeText.checkUtf8(bad, 0, 3))
                .hasMessage("invalid byte sequence for encoding \"UTF8\": 0xc3");
        TypeText.checkUtf8("aé漢".getBytes(StandardCharsets.UTF_8), 0, 6);
    }
}
