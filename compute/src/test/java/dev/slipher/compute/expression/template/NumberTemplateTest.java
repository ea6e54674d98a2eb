package dev.slipher.compute.expression.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.ByteSink;
import java.math.BigDecimal;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PostgreSQL 15 answers, in angle brackets; errors with their SQLSTATE. */
class NumberTemplateTest {
    private static String outcome(Consumer<ByteSink> action) {
        var out = new ByteSink(16);
        try {
            action.accept(out);
        } catch (SlipherException e) {
            return e.sqlState().code() + " " + e.getMessage();
        }
        return "<" + out + ">";
    }

    private static String written(BigDecimal number, String template) {
        return outcome(out -> NumberTemplate.compile(template).format(number, out));
    }

    private static String written(double number, String template) {
        return outcome(out -> NumberTemplate.compile(template).format(number, out));
    }

    private static String written(long number, String template) {
        return outcome(out -> NumberTemplate.compile(template).format(number, out));
    }

    private static String read(String text, String template) {
        return outcome(out -> {
            var number = NumberTemplate.compile(template).parse(text);
            out.append(number.stripTrailingZeros().toPlainString());
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # Places, blanks and zeros
        12         | 999               | <  12>
        12         | 000               | < 012>
        12         | 0999              | < 0012>
        12         | 9909              | <   12>
        12         | FM999             | <12>
        12         | FM0000            | <0012>
        0          | 999               | <   0>
        0          | FM99              | <0>
        12345      | 999               | < ###>
        -12345     | FM999             | <-###>
        12345      | 9,999             | < #,###>
        0          | B99               | <  0>
        # Points and fractions
        12.5       | 999.99            | <  12.50>
        12.5       | FM999.99          | <12.5>
        12.5       | FM999.90          | <12.50>
        12.05      | FM99.099          | <12.05>
        12         | FM99.99           | <12.>
        0.5        | 9.9               | <  .5>
        -0.5       | 9.9               | < -.5>
        0.5        | 0.9               | < 0.5>
        0.5        | FM9.9             | <.5>
        -0.5       | FM9.9             | <-.5>
        0          | 9.9               | <  .0>
        0          | FM9.9             | <0.>
        0          | FM0.9             | <0.>
        0.5        | .9                | < .#>
        12345.67   | 99.9              | < ##.#>
        2.345      | 9D99              | < 2.35>
        12         | 99.               | < 12>
        12         | 99.x              | < 12>
        123        | 99.x              | < ##.x>
        # Rounding, away from zero
        2.5        | 9                 | < 3>
        -2.5       | 9                 | <-3>
        -0.4       | 9                 | < 0>
        9.995      | 9.99              | < #.##>
        999.5      | 999               | < ###>
        # Groups
        1234567    | 9,999,999         | < 1,234,567>
        1234567    | 9G999G999         | < 1,234,567>
        12         | 9,999,999         | <        12>
        12         | 0,000,999         | < 0,000,012>
        12         | FM9,999,999       | <12>
        1234567    | FM9,999,999       | <1,234,567>
        1.25       | 9.9,9             | < 1.2,5>
        # Signs
        -12        | S999              | < -12>
        12         | S999              | < +12>
        12         | 999S              | < 12+>
        -12        | 999S              | < 12->
        -12.5      | 99.9S             | <12.5->
        12.5       | 99.9S             | <12.5+>
        12         | 9S9               | <+12>
        0.5        | S9.9              | < +.5>
        -12        | SG999             | <- 12>
        12         | SG999             | <+ 12>
        -12        | 999SG             | < 12->
        12         | MI999             | <  12>
        -12        | MI999             | <- 12>
        -12        | 999MI             | < 12->
        12         | 999MI             | < 12 >
        12         | FM999MI           | <12>
        12         | PL999             | <+  12>
        -12        | PL999             | <  -12>
        -12        | 999PL             | < -12 >
        12         | 999PL             | <  12+>
        12         | FM999PL           | <12+>
        12         | MI999PL           | <  12+>
        -12        | FM999PR           | <<12>>
        12         | FM999PR           | <12>
        -12        | 999PR             | < <12>>
        12         | 999PR             | <  12 >
        -12.5      | 99.99PR           | <<12.50>>
        -12.5      | FM99.99PR         | <<12.5>>
        -12        | 99PRMI            | <1>2->
        -0.4       | SG9               | <+0>
        # Currency and literal text
        12.5       | $99.9             | <$ 12.5>
        12         | FM$999            | <$12>
        485        | "Good number:"999 | <Good number: 485>
        12.5       | 99"a\\"b"99.9      | <  a"b 12.5>
        12         | \\"99\\"            | <" 12">
        12         | 99 C x            | < 12  x>
        12         | 9"unclosed        | < #unclosed>
        12         | \\99               | <\\ 12>
        12         | Fm99              | <Fm 12>
        # Ordinals
        1          | 9TH               | < 1ST>
        2          | 9th               | < 2nd>
        3          | 9TH               | < 3RD>
        4          | 9TH               | < 4TH>
        11         | 99TH              | < 11TH>
        12         | 99th              | < 12th>
        13         | 99th              | < 13th>
        21         | 99th              | < 21st>
        111        | 999TH             | < 111TH>
        -1         | 9TH               | <-1>
        1.5        | 9.9TH             | < 1.5>
        0          | 9th               | < 0th>
        1000       | 99th              | < ##>
        5          | TH                | 22P02 "." is not a number
        # Shifts
        12         | 99V9              | < 120>
        12.4       | 99V999            | < 12400>
        12.45      | 99V9              | < 125>
        -12        | 99V9S             | <-120>
        0.125      | V999              | < 125>
        12         | 99V               | < 12>
        # Exponents
        485        | 9.99EEEE          | < 4.85e+02>
        -0.00485   | 9.9EEEE           | <-4.9e-03>
        0          | 9.99EEEE          | < 0.00e+00>
        1234.5     | 9EEEE             | < 1e+03>
        9.99       | 9.9EEEE           | < 10.0e+00>
        12         | "x"9.9EEEE        | < 1.2e+01>
        # Roman numerals
        485        | RN                | <        CDLXXXV>
        485        | FMRN              | <CDLXXXV>
        485.5      | FMRN              | <CDLXXXVI>
        3888       | rn                | <mmmdccclxxxviii>
        3999       | FMrn              | <mmmcmxcix>
        0          | RN                | <###############>
        4000       | FMRN              | <###############>
        -1         | FMRN              | <###############>
        7          | FM"RN"9           | <RN7>
        5          | "a"FMRN" b"       | <aV b>
        5          | MI9RN,            | <               V >
        5          | RNTH              | <              V>
        5000000000 | RN                | 22003 integer out of range
        # What does not go together
        1          | 9S9S              | 42601 cannot use "S" twice
        1          | S9MI              | 42601 cannot use "S" and "MI" together
        1          | S9PL              | 42601 cannot use "S" and "PL" together
        1          | S9SG              | 42601 cannot use "S" and "SG" together
        1          | S9PR              | 42601 cannot use "PR" and "S"/"PL"/"MI"/"SG" together
        1          | MI9S              | 42601 cannot use "S" and "PL"/"MI"/"SG"/"PR" together
        1          | 9MIPR             | 42601 cannot use "PR" and "S"/"PL"/"MI"/"SG" together
        1          | 9PR9              | 42601 "9" must be ahead of "PR"
        1          | 9PR0              | 42601 "0" must be ahead of "PR"
        1          | 9.9.9             | 42601 multiple decimal points
        1          | 9D9.9             | 42601 multiple decimal points
        1          | 9.9V9             | 42601 cannot use "V" and decimal point together
        1          | 9V9.9             | 42601 cannot use "V" and decimal point together
        1          | EEEE9             | 42601 "EEEE" must be the last pattern used
        1          | 9EEEEEEEE         | 42601 cannot use "EEEE" twice
        1          | FM9EEEE           | 42601 "EEEE" is incompatible with other formats
        1          | 9RNEEEE           | 42601 "EEEE" is incompatible with other formats
        """)
    void decimalsAreWritten(BigDecimal number, String template, String expected) {
        assertThat(written(number, template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -34,338,492         | 99G999G999         | <-34338492>
        -34,338,492.654,878 | 99G999G999D999G999 | <-34338492.654878>
        <564646.654564>     | 999999.999999PR    | <-564646.654564>
        0.00001-            | 9.999999S          | <-0.00001>
        5.01-               | FM9.999999S        | <-5.01>
        5.01-               | FM9.999999MI       | <-5.01>
        5 4 4 4 4 8 . 7 8   | 9 9 9 9 9 9 . 9 9  | <544448.78>
        .01                 | FM9.99             | <0.01>
        .0                  | 99999999.99999999  | <0>
        0                   | 99.99              | <0>
        .-01                | S99.99             | <-0.01>
        .01-                | 99.99S             | <-0.01>
        ' . 0 1-'           | ' 9 9 . 9 9 S'     | <-0.01>
        34,50               | 999,99             | <3450>
        123,000             | 999G               | <123>
        123456              | 999G999            | <123456>
        $1234.56            | L9,999.99          | <1234.56>
        $1234.56            | $9999.99           | <1234.56>
        1234.56             | L99,999.99         | <1234.56>
        $1,234.56           | L99,999.99         | <1234.56>
        42nd                | 99th               | <42>
        123456              | 99999V99           | <1234.56>
        -12                 | 99PR               | <-12>
        <12>                | 99PR               | <-12>
        12+                 | 99SG               | <12>
        -12                 | SG99               | <-12>
        +12                 | PL99               | <12>
        1x2                 | 999                | <12>
        12345               | 999                | <123>
        12.345              | 99.9               | <12.3>
        '  12'              | 99999              | <12>
        abc                 | 999                | 22P02 invalid input syntax for type numeric: " "
        -                   | 999                | 22P02 invalid input syntax for type numeric: "-"
        ' '                 | 9                  | 22P02 invalid input syntax for type numeric: " "
        1234                | 9.9                | 22003 numeric field overflow
        5                   | .9                 | 22003 numeric field overflow
        5                   | RN                 | 0A000 "RN" not supported for input
        5                   | 9EEEE              | 0A000 "EEEE" not supported for input
        5                   | 9S9S               | 42601 cannot use "S" twice
        """)
    void numbersAreRead(String text, String template, String expected) {
        assertThat(read(text, template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2.5                 | 9                      | < 2>
        3.5                 | 9                      | < 4>
        -0.4                | 9                      | <-0>
        0.125               | 9.99                   | <  .12>
        1.5                 | 9V99                   | < 150>
        1234567.891234567   | 9999999.999999999      | < 1234567.89123457>
        1234567.891234567   | 9999999.999999999 more | < 1234567.89123457>
        1e20                | FM999999999999999999999 | <100000000000000000000>
        -1e-7               | 9.99EEEE               | <-1.00e-07>
        2.5                 | FMRN                   | <II>
        NaN                 | 999                    | < NaN>
        NaN                 | 9.9EEEE                | < #.#####>
        Infinity            | 999                    | < ###>
        -Infinity           | FM99999999             | <-Infinity>
        """)
    void doublesAreWrittenWithFifteenDigitsRoundedToEven(double number, String template, String expected) {
        assertThat(written(number, template)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        12                   | 99.99                     | < 12.00>
        9223372036854775807  | 9,999,999,999,999,999,999 | < 9,223,372,036,854,775,807>
        -9223372036854775808 | 9.999EEEE                 | <-9.223e+18>
        9223372036854775807  | 9V9                       | 22003 bigint out of range
        0                    | V9999999999999999999      | 22003 bigint out of range
        3000000000           | RN                        | 22003 integer out of range
        """)
    void integersAreWritten(long number, String template, String expected) {
        assertThat(written(number, template)).isEqualTo(expected);
    }

    @Test
    void theCurrencySymbolIsRedshifts() {
        assertThat(written(new BigDecimal("618.80"), "l99999D99")).isEqualTo("<$   618.80>");
    }

    @Test
    void groupsAreReadUnderFillModeAsInRedshift() {
        assertThat(read("12,454.8-", "FM99G999D9S")).isEqualTo("<-12454.8>");
        assertThat(read("12,454.8-", "FM99,999.9S")).isEqualTo("<-12454.8>");
    }
}
