package dev.slipher.compute.expression.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SessionTime;
import dev.slipher.storage.type.SqlType;
import dev.slipher.storage.type.TypeText;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PostgreSQL 15 answers, in angle brackets; errors with their SQLSTATE. UTC for no zone is Redshift's. */
class DateTemplateTest {
    private static final SessionTime TIME = new SessionTime(ZoneOffset.UTC, 0);

    private static String outcome(Consumer<ByteSink> action) {
        var out = new ByteSink(16);
        try {
            action.accept(out);
        } catch (SlipherException e) {
            return e.sqlState().code() + " " + e.getMessage();
        }
        return "<" + out + ">";
    }

    private static long micros(String timestamp) {
        return ((Datum.Integral) TypeText.parse(SqlType.Simple.TIMESTAMP, timestamp, TIME)).value();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # Years and centuries
        1999-01-08 16:05:06.789  | YYYY YYY YY Y                       | <1999 999 99 9>
        1999-01-08 16:05:06.789  | Y,YYY y,yyy                         | <1,999 1,999>
        0005-01-08 16:05:06      | YYYY FMYYYY YYY YY Y Y,YYY          | <0005 5 005 05 5 0,005>
        12005-01-08 00:00:00     | YYYY YYY YY Y Y,YYY                 | <12005 005 05 5 12,005>
        0044-03-15 00:00:00 BC   | YYYY BC B.C. bc b.c. AD             | <0044 BC B.C. bc b.c. BC>
        1999-01-08 16:05:06      | BC B.C. ad a.d.                     | <AD A.D. ad a.d.>
        1999-01-08 00:00:00      | CC FMCC cc CCth                     | <20 20 20 20th>
        2000-12-31 00:00:00      | CC                                  | <20>
        2001-01-01 00:00:00      | CC                                  | <21>
        0044-03-15 00:00:00 BC   | CC FMCC                             | <-01 -1>
        # Months
        1999-05-08 00:00:00      | MM FMMM Q RM rm FMRM;               | <05 5 2 V    v    V;>
        1999-05-08 00:00:00      | MONTH Month month;                  | <MAY       May       may      ;>
        1999-05-08 00:00:00      | FMMONTH FMMonth FMmonth MON Mon mon | <MAY May may MAY May may>
        1999-05-08 00:00:00      | TMMonth TMDay TMMM;                 | <May Saturday 05;>
        # Days
        1999-01-08 00:00:00      | DD FMDD DDD FMDDD D J               | <08 8 008 8 6 2451187>
        1999-01-08 00:00:00      | DAY Day day DY Dy dy FMDay          | <FRIDAY    Friday    friday    FRI Fri fri Friday>
        1999-01-08 00:00:00      | DDTH FMDDth DDDth FMDDDTH           | <08TH 8th 008th 8TH>
        1999-01-01 00:00:00      | DDTH DDth                           | <01ST 01st>
        2021-12-31 00:00:00      | WW W D ID Q DDD                     | <53 5 6 5 4 365>
        # ISO weeks
        2021-01-01 00:00:00      | IYYY-IW-ID IYY IY I IDDD            | <2020-53-5 020 20 0 369>
        2020-12-28 00:00:00      | IYYY-IW-ID IDDD                     | <2020-53-1 365>
        2017-01-01 00:00:00      | IYYY-FMIW-ID FMIDDD                 | <2016-52-7 364>
        0001-01-01 00:00:00 BC   | IYYY-IW-ID                          | <0002-52-6>
        # Times
        1999-01-08 16:05:06.789  | HH24:MI:SS HH12 HH FMHH FMMI FMSS   | <16:05:06 04 04 4 5 6>
        1999-01-08 00:05:06      | HH24 HH12 HH AM a.m.                | <00 12 12 AM a.m.>
        1999-01-08 12:05:06      | HH24 HH12 P.M. am pm A.M.           | <12 12 P.M. pm pm P.M.>
        1999-01-08 16:05:06.0789 | MS US FMMS FMUS SSSS SSSSS          | <078 078900 078 078900 57906 57906>
        1999-01-08 16:05:06.0789 | FF1 FF2 FF3 FF4 FF5 FF6 FMFF3       | <0 07 078 0789 07890 078900 078>
        1999-01-08 16:05:06.011  | HH24th MITH SSTH MSth SSSSth        | <16th 05TH 06TH 011th 57906th>
        # Zones
        1999-01-08 16:05:06      | [TZ] [tz] [OF] [TZH:TZM]            | <[UTC] [utc] [+00] [+00:00]>
        # Modifiers and literal text
        1999-01-08 16:05:06      | FMDay, FMDDth Month;                | <Friday, 8th January  ;>
        1999-01-08 16:05:06      | "Day" Day "Y\\"Y" \\"Y\\" \\Y           | <Day Friday    Y"Y "9" \\9>
        1999-01-08 16:05:06      | FXYYYY-MM-DD FX                     | <1999-01-08 >
        1999-01-08 16:05:06      | Yyyy mM Th FM-DD MonthTH;           | <9999 mM Th -08 January  ;>
        1999-01-08 16:05:06      | DDSP "unclosed                      | <08 unclosed>
        1999-01-08 16:05:06      | YYYY-MM-DDTHH24                     | <1999-01-08THH24>
        1999-01-08 16:05:06      | YYYY-MM-DD"T"HH24                   | <1999-01-08T16>
        1999-01-08 16:05:06      | FMTMMonth                           | <T01onth>
        1999-01-08 16:05:06      | yyyymmdd hh24miss                   | <19990108 160506>
        1999-01-08 16:05:06      | AMTH MONTHth ADTH;                  | <PM JANUARY   AD;>
        """)
    void timestampsAreWritten(String timestamp, String template, String expected) {
        assertThat(outcome(out -> DateTemplate.compile(template).format(micros(timestamp), out)))
                .isEqualTo(expected);
    }

    /** A zone that has no name is called by its offset. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2024-01-15 12:00:00 | America/New_York | <EST est -05 -05:00 07>
        2024-07-15 12:00:00 | America/New_York | <EDT edt -04 -04:00 08>
        2024-07-15 12:00:00 | Europe/Berlin    | <CEST cest +02 +02:00 14>
        2024-07-15 12:00:00 | Asia/Kolkata     | <IST ist +05:30 +05:30 17>
        2024-07-15 12:00:00 | UTC              | <UTC utc +00 +00:00 12>
        2024-07-15 12:00:00 | Z                | <UTC utc +00 +00:00 12>
        2024-07-15 12:00:00 | -03:30           | <-0330 -0330 -03:30 -03:30 08>
        """)
    void timestampsWithZoneAreWrittenAsTheZoneShowsThem(String timestamp, String zone, String expected) {
        var template = DateTemplate.compile("TZ tz OF TZH:TZM HH24");
        assertThat(outcome(out -> template.format(micros(timestamp), ZoneId.of(zone), out)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # Plain dates
        20010631              | YYYYMMDD           | 22008 date/time field value out of range: "20010631"
        20010630              | YYYYMMDD           | <2001-06-30>
        2001-06-30            | YYYY-MM-DD         | <2001-06-30>
        2001-6-3              | YYYY-MM-DD         | <2001-06-03>
        08 Jan 1999           | DD Mon YYYY        | <1999-01-08>
        8 january 1999        | DD Month YYYY      | <1999-01-08>
        1999 JANUARY 8        | YYYY MONTH DD      | <1999-01-08>
        4 iv 1999             | DD RM YYYY         | <1999-04-04>
        viii 1999             | rm YYYY            | <1999-08-01>
        2001/06/30            | YYYY-MM-DD         | <2001-06-30>
        2001 06 30            | YYYY-MM-DD         | <2001-06-30>
        20010630              | YYYY-MM-DD         | 22008 date out of range: "20010630"
        2001-06-30            | YYYYMMDD           | <2001-01-06>
        '  2001   -  06   30' | YYYY-MM-DD         | <2001-06-30>
        2001                  | YYYY-MM-DD         | <2001-01-01>
        2001-06-30 and more   | YYYY-MM-DD         | <2001-06-30>
        ''                    | YYYY-MM-DD         | <0001-01-01 BC>
        # Years
        1,999-01-08           | Y,YYY-MM-DD        | <1999-01-08>
        12-01-08              | Y,YYY-MM-DD        | 22007 invalid input string for "Y,YYY"
        69-01-08              | YY-MM-DD           | <2069-01-08>
        70-01-08              | YY-MM-DD           | <1970-01-08>
        999-01-08             | YYY-MM-DD          | <1999-01-08>
        5-01-08               | Y-MM-DD            | <2005-01-08>
        2005-01-08            | Y-MM-DD            | <2005-01-08>
        12005-01-08           | YYYY-MM-DD         | <12005-01-08>
        120050108             | FMYYYYMMDD         | 22008 date out of range: "120050108"
        -44-03-15             | YYYY-MM-DD         | <0044-03-15 BC>
        44-03-15 BC           | YYYY-MM-DD BC      | <0044-03-15 BC>
        44-03-15 b.c.         | YYYY-MM-DD B.C.    | <0044-03-15 BC>
        44-03-15 ad           | YYYY-MM-DD BC      | <0044-03-15>
        -44-03-15 BC          | YYYY-MM-DD BC      | <0044-03-15>
        0000-01-01            | YYYY-MM-DD         | <0001-01-01 BC>
        21 05                 | CC YY              | <2005-01-01>
        20 00                 | CC YY              | <2000-01-01>
        21                    | CC                 | <2001-01-01>
        1 BC                  | CC BC              | <0100-01-01 BC>
        6 43 BC               | CC YY BC           | <0543-01-01 BC>
        5874897-12-31         | YYYY-MM-DD         | <5874897-12-31>
        5874898-01-01         | YYYY-MM-DD         | 22008 date out of range: "5874898-01-01"
        99999999999-01-01     | YYYY-MM-DD         | 22008 value for "YYYY" in source string is out of range
        # ISO weeks
        2020-53-5             | IYYY-IW-ID         | <2021-01-01>
        2021-01-1             | IYYY-IW-ID         | <2021-01-04>
        2021-01-7             | IYYY-IW-ID         | <2021-01-10>
        2021-01               | IYYY-IW            | <2021-01-04>
        2021                  | IYYY               | <2021-01-01>
        2020-371              | IYYY-IDDD          | <2021-01-03>
        2021 001              | IYYY IDDD          | <2021-01-04>
        20-53-5               | IY-IW-ID           | <2021-01-01>
        2020-53 Fri           | IYYY-IW DY         | <2021-01-01>
        # Other days
        2021-060              | YYYY-DDD           | <2021-03-01>
        2020-060              | YYYY-DDD           | <2020-02-29>
        2020-366              | YYYY-DDD           | <2020-12-31>
        2021-366              | YYYY-DDD           | 22008 date/time field value out of range: "2021-366"
        60                    | DDD                | 22007 cannot calculate day of year without year information
        2021-09               | YYYY-WW            | <2021-02-26>
        2021-06-3             | YYYY-MM-W          | <2021-06-15>
        2021-06-5             | YYYY-MM-W          | <2021-06-29>
        2021 3 2              | YYYY Q D           | <2021-01-01>
        2459216               | J                  | <2021-01-01>
        Tuesday 2021-06-03    | Day YYYY-MM-DD     | <2021-06-03>
        8th of Jan 1999       | DDth "of" Mon YYYY | <1999-01-08>
        1st jan 1999          | DDTH mon YYYY      | <1999-01-01>
        # Separators, literal text, modifiers
        1999-01T08            | YYYY-MM"T"DD       | <1999-01-08>
        1999x01y08            | YYYY"a"MM"b"DD     | <1999-01-08>
        1999 a 01             | YYYY "a" MM        | <1999-01-01>
        1999--01--08          | YYYY-MM-DD         | 22008 date/time field value out of range: "1999--01--08"
        1999--01--08          | YYYY--MM--DD       | <1999-01-08>
        1999 01 08            | YYYYMMDD           | <1999-01-08>
        1999- 1- 8            | FXYYYY-MM-DD       | <1999-01-08>
        1999-1-8              | FXYYYY-MM-DD       | <1999-01-08>
        1999/01/08            | FXYYYY-MM-DD       | <1999-01-08>
        1999 01               | FXYYYYMM           | <1999-01-01>
        9 1 8                 | FMYYYYFMMMFMDD     | <0009-01-08>
        1999-1                | YYYYMM             | 22008 date/time field value out of range: "1999-1"
        199                   | YYYYMM             | 22007 source string too short for "YYYY" formatting field
        19x9                  | YYYYMM             | 22007 invalid value "19x9" for "YYYY"
        1999 May              | YYYY TMMonth       | <1999-05-01>
        # What goes wrong
        2020-53-5             | YYYY-IW-ID         | 22007 invalid combination of date conventions
        2020-01-05            | IYYY-MM-DD         | 22007 invalid combination of date conventions
        1999-13-01            | YYYY-MM-DD         | 22008 date/time field value out of range: "1999-13-01"
        1999-00-01            | YYYY-MM-DD         | <1999-01-01>
        1999-02-29            | YYYY-MM-DD         | 22008 date/time field value out of range: "1999-02-29"
        2000-02-29            | YYYY-MM-DD         | <2000-02-29>
        1999-04-31            | YYYY-MM-DD         | 22008 date/time field value out of range: "1999-04-31"
        04-31                 | MM-DD              | <0001-05-01 BC>
        1999-01-32            | YYYY-MM-DD         | 22008 date/time field value out of range: "1999-01-32"
        x                     | YYYY               | 22007 invalid value "x" for "YYYY"
        1999-xx               | YYYY-MM            | 22007 invalid value "xx" for "MM"
        1999 Foo bar          | YYYY Mon           | 22007 invalid value "Foo" for "Mon"
        1999 2000             | YYYY YYYY          | 22007 conflicting values for "YYYY" field in formatting string
        1999 1999             | YYYY YYYY          | <1999-01-01>
        01 feb                | MM Mon             | 22007 conflicting values for "Mon" field in formatting string
        UTC                   | TZ                 | 0A000 formatting field "TZ" is only supported in to_char
        +01                   | OF                 | 0A000 formatting field "OF" is only supported in to_char
        x,yyy                 | Y,YYY              | 22007 invalid input string for "Y,YYY"
        99999999999           | DD                 | 22008 value for "DD" in source string is out of range
        """)
    void datesAreRead(String text, String template, String expected) {
        assertThat(outcome(out -> {
                    int day = DateTemplate.compile(template).parse(text).date(text);
                    TypeText.formatLong(SqlType.Simple.DATE, day, TIME, out);
                }))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # Times
        1999-01-08 04:05:06     | YYYY-MM-DD HH24:MI:SS      | <1999-01-08 04:05:06>
        1999-01-08 04:05 PM     | YYYY-MM-DD HH:MI AM        | <1999-01-08 16:05:00>
        1999-01-08 12:05 am     | YYYY-MM-DD HH12:MI PM      | <1999-01-08 00:05:00>
        1999-01-08 12:05 p.m.   | YYYY-MM-DD HH12:MI A.M.    | <1999-01-08 12:05:00>
        1999-01-08 13:05 PM     | YYYY-MM-DD HH:MI AM        | 22007 hour "13" is invalid for the 12-hour clock
        1999-01-08 00:05        | YYYY-MM-DD HH:MI           | 22007 hour "0" is invalid for the 12-hour clock
        1999-01-08 PM           | YYYY-MM-DD PM              | 22007 hour "0" is invalid for the 12-hour clock
        1999-01-08 24:00        | YYYY-MM-DD HH24:MI         | 22008 date/time field value out of range: "1999-01-08 24:00"
        1999-01-08 23:60        | YYYY-MM-DD HH24:MI         | 22008 date/time field value out of range: "1999-01-08 23:60"
        1999-01-08 23:59:60     | YYYY-MM-DD HH24:MI:SS      | 22008 date/time field value out of range: "1999-01-08 23:59:60"
        1999-01-08 -1           | YYYY-MM-DD HH24            | <1999-01-08 01:00:00>
        1999-01-08 57906        | YYYY-MM-DD SSSS            | <1999-01-08 16:05:06>
        1999-01-08 57906        | YYYY-MM-DD SSSSS           | <1999-01-08 16:05:06>
        1999-01-08 86400        | YYYY-MM-DD SSSS            | 22008 date/time field value out of range: "1999-01-08 86400"
        # Fractions
        1999-01-08 06.5         | YYYY-MM-DD SS.MS           | <1999-01-08 00:00:06.5>
        1999-01-08 06.05        | YYYY-MM-DD SS.MS           | <1999-01-08 00:00:06.05>
        1999-01-08 06.1234      | YYYY-MM-DD SS.MS           | 22008 date/time field value out of range: "1999-01-08 06.1234"
        1999-01-08 06.5         | YYYY-MM-DD SS.US           | <1999-01-08 00:00:06.5>
        1999-01-08 06.123456    | YYYY-MM-DD SS.US           | <1999-01-08 00:00:06.123456>
        1999-01-08 06.1234567   | YYYY-MM-DD SS.US           | 22008 date/time field value out of range: "1999-01-08 06.1234567"
        1999-01-08 06.98765     | YYYY-MM-DD SS.FF3          | <1999-01-08 00:00:06.988>
        2001-01-08 06.98765     | YYYY-MM-DD SS.FF6          | <2001-01-08 00:00:06.98765>
        1999-01-08 06987        | YYYY-MM-DD SSFF1US         | 22007 conflicting values for "US" field in formatting string
        # Offsets
        1999-01-08 10:00 -05    | YYYY-MM-DD HH24:MI TZH     | <1999-01-08 15:00:00>
        1999-01-08 10:00 +05:30 | YYYY-MM-DD HH24:MI TZH:TZM | <1999-01-08 04:30:00>
        1999-01-08 10:00-05:30  | YYYY-MM-DD HH24:MITZH:TZM  | <1999-01-08 15:30:00>
        1999-01-08 10:00 -05    | YYYY-MM-DD HH24:MI-TZH     | <1999-01-08 15:00:00>
        1999-01-08 10:00 5      | YYYY-MM-DD HH24:MI TZH     | <1999-01-08 05:00:00>
        1999-01-08 10:00 +16    | YYYY-MM-DD HH24:MI TZH     | 22009 time zone displacement out of range: "1999-01-08 10:00 +16"
        1999-01-08 10:00 UTC    | YYYY-MM-DD HH24:MI TZ      | 0A000 formatting field "TZ" is only supported in to_char
        # The ends of time
        294276-12-31 23:59:59   | YYYY-MM-DD HH24:MI:SS      | <294276-12-31 23:59:59>
        294277-01-01            | YYYY-MM-DD                 | 22008 timestamp out of range
        4714-11-24 BC           | YYYY-MM-DD BC              | <4714-11-24 00:00:00 BC>
        4714-11-23 BC           | YYYY-MM-DD BC              | 22008 timestamp out of range
        5000000-01-01           | YYYY-MM-DD                 | 22008 timestamp out of range
        04:05                   | HH24:MI                    | <0001-01-01 04:05:00 BC>
        ''                      | YYYY                       | <0001-01-01 00:00:00 BC>
        """)
    void timestampsAreRead(String text, String template, String expected) {
        assertThat(outcome(out -> {
                    long micros = DateTemplate.compile(template).parse(text).utcMicros(ZoneOffset.UTC);
                    TypeText.formatLong(SqlType.Simple.TIMESTAMP, micros, TIME, out);
                }))
                .isEqualTo(expected);
    }
}
