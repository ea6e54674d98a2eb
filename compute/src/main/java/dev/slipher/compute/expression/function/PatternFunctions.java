package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ArrayText;
import dev.slipher.storage.type.ByteSink;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Regular expressions, of POSIX's syntax with PostgreSQL's and Java's additions. */
final class PatternFunctions {
    private PatternFunctions() {}

    private static Pattern compile(String pattern) {
        return PosixPattern.compile(pattern, 0);
    }

    private static Pattern compileIgnoringCase(String pattern) {
        return PosixPattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static Matcher matcher(Text text, Text pattern, CallState state) {
        return state.prepared(pattern, PatternFunctions::compile).matcher(new InterruptibleText(text.toString()));
    }

    private static Matcher matcher(Text text, Text pattern, Text options, CallState state) {
        boolean ignoreCase = options.toString().indexOf('i') >= 0;
        return state.prepared(pattern, ignoreCase ? PatternFunctions::compileIgnoringCase : PatternFunctions::compile)
                .matcher(new InterruptibleText(text.toString()));
    }

    /** Moves to occurrence {@code occurrence} from character {@code position} on. */
    private static boolean find(Matcher matcher, String text, long position, long occurrence) {
        if (position < 1) {
            throw new SlipherException(SqlState.INVALID_PARAMETER_VALUE, "position must be positive");
        }
        if (position > text.length() + 1) {
            return false;
        }
        int from = text.offsetByCodePoints(0, (int) Math.min(position - 1, text.codePointCount(0, text.length())));
        boolean found = matcher.find(from);
        for (long i = 1; i < occurrence && found; i++) {
            found = matcher.find();
        }
        return found;
    }

    @ScalarFunction(
            name = {"~", "textregexeq"},
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN)
    static boolean matches(Text text, Text pattern, CallState state) {
        return matcher(text, pattern, state).find();
    }

    @ScalarFunction(
            name = {"!~", "textregexne"},
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN)
    static boolean matchesNot(Text text, Text pattern, CallState state) {
        return !matches(text, pattern, state);
    }

    @ScalarFunction(
            name = {"~*", "texticregexeq"},
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN)
    static boolean matchesIgnoringCase(Text text, Text pattern, CallState state) {
        return state.prepared(pattern, PatternFunctions::compileIgnoringCase)
                .matcher(new InterruptibleText(text.toString()))
                .find();
    }

    @ScalarFunction(
            name = {"!~*", "texticregexne"},
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN)
    static boolean matchesNotIgnoringCase(Text text, Text pattern, CallState state) {
        return !matchesIgnoringCase(text, pattern, state);
    }

    @ScalarFunction(
            name = "similar_to",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN)
    static boolean similarTo(Text text, Text pattern, CallState state) {
        return state.prepared(pattern, SimilarPattern::compile)
                .matcher(new InterruptibleText(text.toString()))
                .matches();
    }

    @ScalarFunction(
            name = "regexp_split_to_array",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.ARRAY)
    static void regexpSplit(Text text, Text pattern, CallState state, ByteSink out) {
        var string = text.toString();
        var matcher = matcher(text, pattern, state);
        var parts = new ArrayList<Optional<String>>();
        int from = 0;
        while (matcher.find()) {
            // As in PostgreSQL, nothing is split at an empty match that another part or the string begins or ends with.
            boolean splits = matcher.end() > from && matcher.start() < string.length();
            if (splits) {
                parts.add(Optional.of(string.substring(from, matcher.start())));
                from = matcher.end();
            }
        }
        parts.add(Optional.of(string.substring(from)));
        out.append(new ArrayText(1, parts).toString());
    }

    @ScalarFunction(
            name = "regexp_count",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.INTEGER)
    static int regexpCount(Text text, Text pattern, CallState state) {
        return regexpCount(text, pattern, 1, state);
    }

    @ScalarFunction(
            name = "regexp_count",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int regexpCount(Text text, Text pattern, long position, CallState state) {
        var matcher = matcher(text, pattern, state);
        int count = 0;
        for (boolean found = find(matcher, text.toString(), position, 1); found; found = matcher.find()) {
            count++;
        }
        return count;
    }

    @ScalarFunction(
            name = "regexp_instr",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.INTEGER)
    static int regexpInstr(Text text, Text pattern, CallState state) {
        return regexpInstr(text, pattern, 1, 1, state);
    }

    @ScalarFunction(
            name = "regexp_instr",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int regexpInstr(Text text, Text pattern, long position, CallState state) {
        return regexpInstr(text, pattern, position, 1, state);
    }

    @ScalarFunction(
            name = "regexp_instr",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int regexpInstr(Text text, Text pattern, long position, long occurrence, CallState state) {
        var string = text.toString();
        var matcher = matcher(text, pattern, state);
        return find(matcher, string, position, occurrence) ? string.codePointCount(0, matcher.start()) + 1 : 0;
    }

    @ScalarFunction(
            name = "regexp_substr",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void regexpSubstr(Text text, Text pattern, CallState state, ByteSink out) {
        regexpSubstr(text, pattern, 1, 1, state, out);
    }

    @ScalarFunction(
            name = "regexp_substr",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void regexpSubstr(Text text, Text pattern, long position, CallState state, ByteSink out) {
        regexpSubstr(text, pattern, position, 1, state, out);
    }

    @ScalarFunction(
            name = "regexp_substr",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void regexpSubstr(Text text, Text pattern, long position, long occurrence, CallState state, ByteSink out) {
        var matcher = matcher(text, pattern, state);
        if (find(matcher, text.toString(), position, occurrence)) {
            out.append(matcher.group());
        }
    }

    @ScalarFunction(
            name = "regexp_substr",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER, TypeFamily.INTEGER, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void regexpSubstr(
            Text text, Text pattern, long position, long occurrence, Text options, CallState state, ByteSink out) {
        var matcher = matcher(text, pattern, options, state);
        if (find(matcher, text.toString(), position, occurrence)) {
            boolean group = options.toString().indexOf('e') >= 0 && matcher.groupCount() > 0;
            var found = matcher.group(group ? 1 : 0);
            out.append(found == null ? "" : found);
        }
    }

    @ScalarFunction(
            name = "substring",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_LENGTH)
    static void substringMatching(Text text, Text pattern, CallState state, ByteSink out) {
        var matcher = matcher(text, pattern, state);
        var found = matcher.find() ? matcher.group(Math.min(matcher.groupCount(), 1)) : null;
        if (found == null) {
            state.setNull();
        } else {
            out.append(found);
        }
    }

    @ScalarFunction(
            name = "regexp_replace",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void regexpReplace(Text text, Text pattern, CallState state, ByteSink out) {
        out.append(matcher(text, pattern, state).replaceAll(""));
    }

    @ScalarFunction(
            name = "regexp_replace",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void regexpReplace(Text text, Text pattern, Text replacement, CallState state, ByteSink out) {
        replaceAll(matcher(text, pattern, state), replacement, out);
    }

    @ScalarFunction(
            name = "regexp_replace",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT)
    static void regexpReplace(Text text, Text pattern, Text replacement, long position, CallState state, ByteSink out) {
        replaceFrom(position, text.toString(), matcher(text, pattern, state), replacement, out);
    }

    @ScalarFunction(
            name = "regexp_replace",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.INTEGER, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void regexpReplace(
            Text text, Text pattern, Text replacement, long position, Text options, CallState state, ByteSink out) {
        replaceFrom(position, text.toString(), matcher(text, pattern, options, state), replacement, out);
    }

    private static void replaceFrom(long position, String string, Matcher matcher, Text replacement, ByteSink out) {
        if (!find(matcher, string, position, 1)) {
            out.append(string);
            return;
        }
        int at = string.offsetByCodePoints(0, (int) position - 1);
        out.append(string.substring(0, at));
        replaceAll(matcher.reset(new InterruptibleText(string.substring(at))), replacement, out);
    }

    private static void replaceAll(Matcher matcher, Text replacement, ByteSink out) {
        var template = replacement.toString();
        var replaced = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(replaced, "");
            appendReplacement(matcher, template, replaced);
        }
        matcher.appendTail(replaced);
        out.append(replaced.toString());
    }

    /**
     * Groups are written {@code \1} as in PostgreSQL or {@code $1} as in Redshift, and the match {@code \&} or {@code $0}. A
     * dollar sign before anything but the number of a group is itself, as in PostgreSQL.
     */
    private static void appendReplacement(Matcher matcher, String template, StringBuilder replaced) {
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            char next = i + 1 < template.length() ? template.charAt(i + 1) : ' ';
            if (c == '\\' && (next == '\\' || next == '&')) {
                replaced.append(next == '&' ? matcher.group() : "\\");
                i++;
            } else if (c == '\\' && next >= '1' && next <= '9') {
                appendGroup(matcher, next - '0', replaced);
                i++;
            } else if (c == '$' && next >= '0' && next <= '9' && next - '0' <= matcher.groupCount()) {
                appendGroup(matcher, next - '0', replaced);
                i++;
            } else {
                replaced.append(c);
            }
        }
    }

    /** A group that is not there, or has no part in the match, is empty. */
    private static void appendGroup(Matcher matcher, int group, StringBuilder replaced) {
        var found = group <= matcher.groupCount() ? matcher.group(group) : null;
        replaced.append(found == null ? "" : found);
    }
}
