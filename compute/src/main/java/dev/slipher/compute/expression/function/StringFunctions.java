package dev.slipher.compute.expression.function;

import dev.slipher.compute.expression.kernel.ByteSearch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.SqlType;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everyday string functions; positions and lengths count characters, not bytes, unless a name says otherwise. */
final class StringFunctions {
    private StringFunctions() {}

    @ScalarFunction(
            name = {"length", "len", "char_length", "character_length", "textlen"},
            arguments = TypeFamily.TEXT,
            result = TypeFamily.INTEGER)
    static int length(Text text) {
        return Utf8.count(text.bytes(), text.from(), text.to());
    }

    @ScalarFunction(name = "octet_length", arguments = TypeFamily.TEXT, result = TypeFamily.INTEGER)
    static int octetLength(Text text) {
        return text.length();
    }

    @ScalarFunction(name = "bit_length", arguments = TypeFamily.TEXT, result = TypeFamily.INTEGER)
    static int bitLength(Text text) {
        return 8 * text.length();
    }

    @ScalarFunction(
            name = "lower",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void lower(Text text, ByteSink out) {
        Utf8.lower(text.bytes(), text.from(), text.to(), out);
    }

    @ScalarFunction(
            name = "upper",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void upper(Text text, ByteSink out) {
        Utf8.upper(text.bytes(), text.from(), text.to(), out);
    }

    @ScalarFunction(
            name = "initcap",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void initcap(Text text, ByteSink out) {
        boolean inWord = false;
        byte[] bytes = text.bytes();
        for (int at = text.from(); at < text.to(); at += Utf8.width(bytes, at, text.to())) {
            int character = Utf8.codePoint(bytes, at, text.to());
            out.appendCodePoint(inWord ? Character.toLowerCase(character) : Character.toUpperCase(character));
            inWord = Character.isLetterOrDigit(character);
        }
    }

    @ScalarFunction(
            name = {"substring", "substr"},
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void substring(Text text, long start, ByteSink out) {
        int from = Utf8.skip(text.bytes(), text.from(), text.to(), Math.max(start - 1, 0));
        out.append(text.bytes(), from, text.to());
    }

    @ScalarFunction(
            name = {"substring", "substr"},
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void substring(Text text, long start, long count, ByteSink out) {
        if (count < 0) {
            throw new SlipherException(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
        }
        // Positions before the string count, too: substring('abc', -1, 3) is 'a'.
        long end = start + count;
        long first = Math.max(start, 1);
        if (end <= first) {
            return;
        }
        int from = Utf8.skip(text.bytes(), text.from(), text.to(), first - 1);
        int to = Utf8.skip(text.bytes(), from, text.to(), end - first);
        out.append(text.bytes(), from, to);
    }

    @ScalarFunction(
            name = "overlay",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            rule = ResultRule.SUM_OF_LENGTHS)
    static void overlay(Text text, Text placed, long start, ByteSink out) {
        overlay(text, placed, start, Utf8.count(placed.bytes(), placed.from(), placed.to()), out);
    }

    @ScalarFunction(
            name = "overlay",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            rule = ResultRule.SUM_OF_LENGTHS)
    static void overlay(Text text, Text placed, long start, long count, ByteSink out) {
        substring(text, 1, start - 1, out);
        placed.appendTo(out);
        substring(text, start + count, out);
    }

    @ScalarFunction(
            name = "left",
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void left(Text text, long count, ByteSink out) {
        int end = count >= 0
                ? Utf8.skip(text.bytes(), text.from(), text.to(), count)
                : Utf8.skipBack(text.bytes(), text.from(), text.to(), -count);
        out.append(text.bytes(), text.from(), end);
    }

    @ScalarFunction(
            name = "right",
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void right(Text text, long count, ByteSink out) {
        int start = count >= 0
                ? Utf8.skipBack(text.bytes(), text.from(), text.to(), count)
                : Utf8.skip(text.bytes(), text.from(), text.to(), -count);
        out.append(text.bytes(), start, text.to());
    }

    @ScalarFunction(
            name = "position",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.INTEGER)
    static int position(Text part, Text text) {
        return strpos(text, part);
    }

    @ScalarFunction(
            name = "charindex",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.INTEGER)
    static int charindex(Text part, Text text) {
        return strpos(text, part);
    }

    @ScalarFunction(
            name = "strpos",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.INTEGER)
    static int strpos(Text text, Text part) {
        int hit = indexOf(text, text.from(), part);
        return hit < 0 ? 0 : Utf8.count(text.bytes(), text.from(), hit) + 1;
    }

    @ScalarFunction(
            name = "charindex",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int charindex(Text part, Text text, long start) {
        int from = Utf8.skip(text.bytes(), text.from(), text.to(), Math.max(start - 1, 0));
        int hit = indexOf(text, from, part);
        return hit < 0 ? 0 : Utf8.count(text.bytes(), text.from(), hit) + 1;
    }

    @ScalarFunction(
            name = "octetindex",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.INTEGER)
    static int octetindex(Text part, Text text) {
        int hit = indexOf(text, text.from(), part);
        return hit < 0 ? 0 : hit - text.from() + 1;
    }

    /** Returns where {@code part} first lies in {@code text} from {@code from} on, or -1. */
    private static int indexOf(Text text, int from, Text part) {
        int bound = text.to() - part.length();
        if (part.length() == 0) {
            return from;
        }
        for (int at = from; at <= bound; at++) {
            if (text.bytes()[at] == part.at(0)
                    && Arrays.equals(text.bytes(), at, at + part.length(), part.bytes(), part.from(), part.to())) {
                return at;
            }
        }
        return -1;
    }

    @ScalarFunction(
            name = {"btrim", "trim"},
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void btrim(Text text, ByteSink out) {
        int from = text.from();
        int to = text.to();
        while (from < to && text.bytes()[from] == ' ') {
            from++;
        }
        while (to > from && text.bytes()[to - 1] == ' ') {
            to--;
        }
        out.append(text.bytes(), from, to);
    }

    @ScalarFunction(
            name = "ltrim",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void ltrim(Text text, ByteSink out) {
        int from = text.from();
        while (from < text.to() && text.bytes()[from] == ' ') {
            from++;
        }
        out.append(text.bytes(), from, text.to());
    }

    @ScalarFunction(
            name = "rtrim",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void rtrim(Text text, ByteSink out) {
        int to = text.to();
        while (to > text.from() && text.bytes()[to - 1] == ' ') {
            to--;
        }
        out.append(text.bytes(), text.from(), to);
    }

    @ScalarFunction(
            name = {"btrim", "trim"},
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void btrim(Text text, Text characters, ByteSink out) {
        int from = trimStart(text, characters);
        out.append(text.bytes(), from, trimEnd(text, from, characters));
    }

    @ScalarFunction(
            name = "ltrim",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void ltrim(Text text, Text characters, ByteSink out) {
        out.append(text.bytes(), trimStart(text, characters), text.to());
    }

    @ScalarFunction(
            name = "rtrim",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void rtrim(Text text, Text characters, ByteSink out) {
        out.append(text.bytes(), text.from(), trimEnd(text, text.from(), characters));
    }

    private static int trimStart(Text text, Text characters) {
        int at = text.from();
        while (at < text.to()) {
            int width = Utf8.width(text.bytes(), at, text.to());
            if (Utf8.indexOf(characters, text.bytes(), at, width) < 0) {
                break;
            }
            at += width;
        }
        return at;
    }

    private static int trimEnd(Text text, int from, Text characters) {
        int at = text.to();
        while (at > from) {
            int start = Utf8.skipBack(text.bytes(), from, at, 1);
            if (Utf8.indexOf(characters, text.bytes(), start, at - start) < 0) {
                break;
            }
            at = start;
        }
        return at;
    }

    @ScalarFunction(
            name = "lpad",
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT)
    static void lpad(Text text, long length, ByteSink out) {
        pad(text, length, null, true, out);
    }

    @ScalarFunction(
            name = "lpad",
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void lpad(Text text, long length, Text filler, ByteSink out) {
        pad(text, length, filler, true, out);
    }

    @ScalarFunction(
            name = "rpad",
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT)
    static void rpad(Text text, long length, ByteSink out) {
        pad(text, length, null, false, out);
    }

    @ScalarFunction(
            name = "rpad",
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void rpad(Text text, long length, Text filler, ByteSink out) {
        pad(text, length, filler, false, out);
    }

    private static void pad(Text text, long length, @Nullable Text filler, boolean before, ByteSink out) {
        if (filler == null || filler.length() > 0) {
            checkLength(length);
        }
        int present = Utf8.count(text.bytes(), text.from(), text.to());
        if (present >= length) {
            out.append(text.bytes(), text.from(), Utf8.skip(text.bytes(), text.from(), text.to(), length));
            return;
        }
        if (!before) {
            text.appendTo(out);
        }
        fill(length - present, filler, out);
        if (before) {
            text.appendTo(out);
        }
    }

    private static void fill(long count, @Nullable Text filler, ByteSink out) {
        if (filler == null) {
            out.fill(' ', (int) count);
            return;
        }
        int at = filler.from();
        for (long left = count; left > 0 && filler.length() > 0; left--) {
            int width = Utf8.width(filler.bytes(), at, filler.to());
            out.append(filler.bytes(), at, at + width);
            at = at + width == filler.to() ? filler.from() : at + width;
        }
    }

    static void checkLength(long length) {
        if (length > SqlType.MAX_VARCHAR_LENGTH) {
            throw new SlipherException(SqlState.PROGRAM_LIMIT_EXCEEDED, "requested length too large");
        }
    }

    @ScalarFunction(
            name = {"repeat", "replicate"},
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT)
    static void repeat(Text text, long count, ByteSink out) {
        checkLength(Math.max(count, 0) * text.length());
        for (long i = 0; i < count; i++) {
            text.appendTo(out);
        }
    }

    @ScalarFunction(
            name = "replace",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void replace(Text text, Text part, Text replacement, ByteSink out) {
        int at = text.from();
        while (part.length() > 0) {
            int hit = indexOf(text, at, part);
            if (hit < 0) {
                break;
            }
            out.append(text.bytes(), at, hit);
            replacement.appendTo(out);
            at = hit + part.length();
        }
        out.append(text.bytes(), at, text.to());
    }

    @ScalarFunction(
            name = "translate",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void translate(Text text, Text from, Text to, ByteSink out) {
        byte[] bytes = text.bytes();
        for (int at = text.from(); at < text.to(); ) {
            int width = Utf8.width(bytes, at, text.to());
            int index = Utf8.indexOf(from, bytes, at, width);
            if (index < 0) {
                out.append(bytes, at, at + width);
            } else {
                int place = Utf8.skip(to.bytes(), to.from(), to.to(), index);
                if (place < to.to()) {
                    out.append(to.bytes(), place, place + Utf8.width(to.bytes(), place, to.to()));
                }
            }
            at += width;
        }
    }

    @ScalarFunction(
            name = "reverse",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void reverse(Text text, ByteSink out) {
        int end = text.to();
        while (end > text.from()) {
            int start = Utf8.skipBack(text.bytes(), text.from(), end, 1);
            out.append(text.bytes(), start, end);
            end = start;
        }
    }

    @ScalarFunction(
            name = "split_part",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void splitPart(Text text, Text delimiter, long index, ByteSink out) {
        if (index == 0) {
            throw new SlipherException(SqlState.INVALID_PARAMETER_VALUE, "field position must not be zero");
        }
        if (delimiter.length() == 0) {
            if (index == 1 || index == -1) {
                text.appendTo(out);
            }
            return;
        }
        long wanted = index > 0 ? index : countParts(text, delimiter) + index + 1;
        int at = text.from();
        for (long part = 1; ; part++) {
            int hit = indexOf(text, at, delimiter);
            if (part == wanted) {
                out.append(text.bytes(), at, hit < 0 ? text.to() : hit);
                return;
            }
            if (hit < 0 || part > wanted) {
                return;
            }
            at = hit + delimiter.length();
        }
    }

    private static long countParts(Text text, Text delimiter) {
        long parts = 1;
        int at = text.from();
        while (true) {
            int hit = indexOf(text, at, delimiter);
            if (hit < 0) {
                return parts;
            }
            parts++;
            at = hit + delimiter.length();
        }
    }

    @ScalarFunction(
            name = {"concat", "||", "textcat"},
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.SUM_OF_LENGTHS)
    static void concat(Text left, Text right, ByteSink out) {
        left.appendTo(out);
        right.appendTo(out);
    }

    @ScalarFunction(name = "ascii", arguments = TypeFamily.TEXT, result = TypeFamily.INTEGER)
    static int ascii(Text text) {
        return text.length() == 0 ? 0 : Utf8.codePoint(text.bytes(), text.from(), text.to());
    }

    @ScalarFunction(name = "chr", arguments = TypeFamily.INTEGER, result = TypeFamily.TEXT, length = 4)
    static void chr(long code, ByteSink out) {
        if (code == 0) {
            throw new SlipherException(SqlState.PROGRAM_LIMIT_EXCEEDED, "null character not permitted");
        }
        if (code < 0 || code > Character.MAX_CODE_POINT || code >= 0xD800 && code < 0xE000) {
            throw new SlipherException(
                    SqlState.PROGRAM_LIMIT_EXCEEDED, "requested character too large for encoding: " + code);
        }
        out.appendCodePoint((int) code);
    }

    @ScalarFunction(
            name = "starts_with",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN)
    static boolean startsWith(Text text, Text prefix) {
        return text.length() >= prefix.length()
                && Arrays.equals(
                        text.bytes(),
                        text.from(),
                        text.from() + prefix.length(),
                        prefix.bytes(),
                        prefix.from(),
                        prefix.to());
    }

    @ScalarFunction(name = "quote_ident", arguments = TypeFamily.TEXT, result = TypeFamily.TEXT)
    static void quoteIdent(Text text, ByteSink out) {
        boolean plain = text.length() > 0 && !ReservedWords.contains(text.toString());
        for (int i = 0; i < text.length(); i++) {
            int value = text.at(i);
            boolean letter = value >= 'a' && value <= 'z' || value == '_';
            plain &= letter || i > 0 && value >= '0' && value <= '9';
        }
        if (plain) {
            text.appendTo(out);
        } else {
            quote(text, '"', out);
        }
    }

    @ScalarFunction(name = "quote_literal", arguments = TypeFamily.TEXT, result = TypeFamily.TEXT)
    static void quoteLiteral(Text text, ByteSink out) {
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            escaped |= text.at(i) == '\\';
        }
        if (escaped) {
            out.append('E');
        }
        quote(text, '\'', out);
    }

    @ScalarFunction(name = "quote_nullable", arguments = TypeFamily.TEXT, result = TypeFamily.TEXT, onNull = true)
    static void quoteNullable(Text text, CallState state, ByteSink out) {
        if (state.isNull(0)) {
            out.appendAscii("NULL");
        } else {
            quoteLiteral(text, out);
        }
    }

    private static void quote(Text text, char mark, ByteSink out) {
        out.append(mark);
        for (int i = 0; i < text.length(); i++) {
            if (text.at(i) == mark || mark == '\'' && text.at(i) == '\\') {
                out.append(text.at(i));
            }
            out.append(text.at(i));
        }
        out.append(mark);
    }

    @ScalarFunction(
            name = "strtol",
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.BIGINT)
    static long strtol(Text text, long base) {
        if (base < 2 || base > 36) {
            throw new SlipherException(SqlState.INVALID_PARAMETER_VALUE, "base %d is outside 2 to 36".formatted(base));
        }
        try {
            var digits = text.toString().strip();
            if (base == 16 && digits.toLowerCase(Locale.ROOT).startsWith("0x")) {
                digits = digits.substring(2);
            }
            return Long.parseLong(digits, (int) base);
        } catch (NumberFormatException _) {
            throw new SlipherException(
                    SqlState.INVALID_TEXT_REPRESENTATION, "\"%s\" is not a number of base %d".formatted(text, base));
        }
    }

    @ScalarFunction(name = "to_hex", arguments = TypeFamily.BIGINT, result = TypeFamily.TEXT, length = 16)
    static void toHex(long value, ByteSink out) {
        out.appendAscii(Long.toHexString(value));
    }

    @ScalarFunction(name = "to_hex", arguments = TypeFamily.INTEGER, result = TypeFamily.TEXT, length = 8)
    static void toHex(int value, ByteSink out) {
        out.appendAscii(Integer.toHexString(value));
    }

    @ScalarFunction(
            name = {"bpcharcmp", "bttext_pattern_cmp"},
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.INTEGER)
    static int bpcharcmp(Text left, Text right) {
        return Integer.signum(
                ByteSearch.compare(left.bytes(), left.from(), left.to(), right.bytes(), right.from(), right.to()));
    }
}
