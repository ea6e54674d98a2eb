package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts SQL text into lexemes by PostgreSQL's lexical rules; the last lexeme is always {@link Kind#END}. */
public final class Lexer {
    /** Longest first, as the first that fits is taken. */
    private static final String[] SYMBOLS = {
        "!~~*", "!~~", "~~*", "!~*", "!~", "~~", "~*", "::", "<=", ">=", "<>", "!=", "||/", "|/", "||", "<<", ">>",
        "=>", ":="
    };

    private static final String SINGLE = "()[],;.:+-*/%^<>=&|#@!?~{}";

    private final String text;
    private final List<Lexeme> lexemes = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** Returns the lexemes of a text; 42601 where it is none of SQL's. */
    public static List<Lexeme> lex(String text) {
        return new Lexer(text).run();
    }

    private List<Lexeme> run() {
        while (skipBlanks()) {
            char c = text.charAt(at);
            if (c == '\'') {
                int start = at;
                add(Kind.STRING, string(start, false), start);
            } else if ((c == 'e' || c == 'E' || c == 'n' || c == 'N') && peek(1) == '\'') {
                int start = at++;
                add(Kind.STRING, string(start, c == 'e' || c == 'E'), start);
            } else if ((c == 'u' || c == 'U') && peek(1) == '&' && (peek(2) == '\'' || peek(2) == '"')) {
                unicode();
            } else if (c == '"') {
                int start = at;
                add(Kind.QUOTED_NAME, quotedName(start), start);
            } else if (c == '#' && !startsName()) {
                symbol();
            } else if (c == '$') {
                dollar();
            } else if (isDigit(c) || c == '.' && isDigit(peek(1))) {
                number();
            } else if (isNameStart(c)) {
                word();
            } else {
                symbol();
            }
        }
        lexemes.add(new Lexeme(Kind.END, "", text.length(), text.length()));
        return lexemes;
    }

    private char peek(int distance) {
        return at + distance < text.length() ? text.charAt(at + distance) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '#' || c >= 0x80;
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) && c != '#' || isDigit(c) || c == '$';
    }

    private boolean skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\u000b') {
                at++;
            } else if (c == '-' && peek(1) == '-') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == '/' && peek(1) == '*') {
                skipComment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void skipComment() {
        int start = at;
        int depth = 0;
        do {
            if (at + 1 >= text.length()) {
                throw unterminated("/* comment", start);
            }
            if (text.charAt(at) == '/' && peek(1) == '*') {
                depth++;
                at += 2;
            } else if (text.charAt(at) == '*' && peek(1) == '/') {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0);
    }

    private SlipherException unterminated(String what, int start) {
        return new SlipherException(
                        SqlState.SYNTAX_ERROR,
                        "unterminated %s at or near \"%s\"".formatted(what, text.substring(start)))
                .withPosition(start + 1);
    }

    private void add(Kind kind, String value, int start) {
        lexemes.add(new Lexeme(kind, value, start, at));
    }

    /** Reads a string from its opening quote at {@code at}; {@code start} is where its prefix began. */
    private String string(int start, boolean escapes) {
        var value = new StringBuilder();
        at++;
        while (true) {
            if (at >= text.length()) {
                throw unterminated("quoted string", start);
            }
            char c = text.charAt(at++);
            if (c == '\'') {
                if (peek(0) == '\'') {
                    value.append('\'');
                    at++;
                } else {
                    int more = continuation();
                    if (more < 0) {
                        break;
                    }
                    at = more;
                }
            } else if (c == '\\' && escapes) {
                escape(value, start);
            } else {
                value.append(c);
            }
        }
        if (escapes) {
            UnicodeEscapes.requirePairs(value, start);
        }
        return value.toString();
    }

    /** Reads {@code U&'…'} or {@code U&"…"}, behind which UESCAPE may say what stands for the backslash. */
    private void unicode() {
        int start = at;
        at += 2;
        boolean name = peek(0) == '"';
        String text = name ? quotedName(start) : string(start, false);
        int end = at;
        char escape = '\\';
        if (skipBlanks() && isUescape()) {
            at += "uescape".length();
            escape = uescape();
            end = at;
        }
        at = end;
        add(name ? Kind.QUOTED_NAME : Kind.STRING, UnicodeEscapes.decode(text, escape, start), start);
    }

    private boolean isUescape() {
        int length = "uescape".length();
        return text.regionMatches(true, at, "uescape", 0, length) && !isNamePart(peek(length));
    }

    private char uescape() {
        if (!skipBlanks() || peek(0) != '\'') {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "UESCAPE must be followed by a simple string literal")
                    .withPosition(Math.min(at, text.length() - 1) + 1);
        }
        int start = at;
        String escape = string(start, false);
        if (escape.length() != 1 || !UnicodeEscapes.isEscape(escape.charAt(0))) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "invalid Unicode escape character")
                    .withPosition(start + 1);
        }
        return escape.charAt(0);
    }

    /** Whether the {@code #} at the cursor begins a temporary table's name; elsewhere it is an operator. */
    private boolean startsName() {
        Lexeme previous = lexemes.isEmpty() ? new Lexeme(Kind.END, "", 0, 0) : lexemes.getLast();
        boolean operand = switch (previous.kind()) {
            case NUMBER, STRING, PARAMETER -> true;
            case SYMBOL -> previous.isSymbol(")") || previous.isSymbol("]");
            case WORD, QUOTED_NAME, END -> false;
        };
        return !operand && isNameStart(peek(1)) && peek(1) != '#';
    }

    /**
     * Returns where a string that ends at {@code at} goes on, or -1: standard SQL joins strings that only white space with
     * a line break parts, and comments to the end of a line.
     */
    private int continuation() {
        boolean lineBreak = false;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                lineBreak = true;
            } else if (c == '\'') {
                return lineBreak ? i + 1 : -1;
            } else if (text.startsWith("--", i)) {
                int end = text.indexOf('\n', i);
                lineBreak = true;
                i = end < 0 ? text.length() : end;
            } else if (c != ' ' && c != '\t' && c != '\f') {
                return -1;
            }
        }
        return -1;
    }

    private void escape(StringBuilder value, int start) {
        if (at >= text.length()) {
            throw unterminated("quoted string", start);
        }
        char c = text.charAt(at++);
        switch (c) {
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'x' -> bytes(value, start);
            case 'u' -> value.appendCodePoint(digits(16, 4));
            case 'U' -> value.appendCodePoint(digits(16, 8));
            default -> {
                if (c >= '0' && c <= '7') {
                    bytes(value, start);
                } else {
                    value.append(c);
                }
            }
        }
    }

    /** Reads escapes of bytes, the first of which the cursor is in by two characters, up to the next other character: they are UTF-8. */
    private void bytes(StringBuilder value, int start) {
        var bytes = new ByteArrayOutputStream();
        at -= 2;
        while (peek(0) == '\\' && (peek(1) == 'x' || peek(1) >= '0' && peek(1) <= '7')) {
            boolean isHex = peek(1) == 'x';
            at += isHex ? 2 : 1;
            bytes.write(isHex ? digits(16, 2) : digits(8, 3));
        }
        try {
            value.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())));
        } catch (CharacterCodingException e) {
            throw new SlipherException(
                            SqlState.CHARACTER_NOT_IN_REPERTOIRE, "invalid byte sequence for encoding \"UTF8\"", e)
                    .withPosition(start + 1);
        }
    }

    private int digits(int radix, int max) {
        int code = 0;
        int first = at;
        while (at < text.length() && at - first < max && Character.digit(text.charAt(at), radix) >= 0) {
            code = code * radix + Character.digit(text.charAt(at++), radix);
        }
        if (at == first || code == 0 || !Character.isValidCodePoint(code)) {
            throw new SlipherException(SqlState.INVALID_ESCAPE_SEQUENCE, "invalid escape sequence in a string")
                    .withPosition(first + 1);
        }
        return code;
    }

    /** Reads a name from its opening quote at {@code at}; {@code start} is where its prefix began. */
    private String quotedName(int start) {
        at++;
        var value = new StringBuilder();
        while (true) {
            if (at >= text.length()) {
                throw unterminated("quoted identifier", start);
            }
            char c = text.charAt(at++);
            if (c == '"') {
                if (peek(0) != '"') {
                    break;
                }
                at++;
            }
            value.append(c);
        }
        if (value.isEmpty()) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "zero-length delimited identifier at or near \"\"\"\"")
                    .withPosition(start + 1);
        }
        return value.toString();
    }

    private void dollar() {
        int start = at;
        if (isDigit(peek(1))) {
            at++;
            while (isDigit(peek(0))) {
                at++;
            }
            add(Kind.PARAMETER, text.substring(start + 1, at), start);
            return;
        }
        int tagEnd = start + 1;
        while (tagEnd < text.length() && isNamePart(text.charAt(tagEnd)) && text.charAt(tagEnd) != '$') {
            tagEnd++;
        }
        if (tagEnd >= text.length() || text.charAt(tagEnd) != '$') {
            throw SyntaxErrors.near("$", start);
        }
        String tag = text.substring(start, tagEnd + 1);
        int close = text.indexOf(tag, tagEnd + 1);
        if (close < 0) {
            throw unterminated("dollar-quoted string", start);
        }
        at = close + tag.length();
        add(Kind.STRING, text.substring(tagEnd + 1, close), start);
    }

    private void number() {
        int start = at;
        while (isDigit(peek(0))) {
            at++;
        }
        if (peek(0) == '.' && peek(1) != '.') {
            at++;
            while (isDigit(peek(0))) {
                at++;
            }
        }
        char e = peek(0);
        if (e == 'e' || e == 'E') {
            int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
            if (isDigit(peek(1 + sign))) {
                at += 2 + sign;
                while (isDigit(peek(0))) {
                    at++;
                }
            }
        }
        add(Kind.NUMBER, text.substring(start, at), start);
    }

    private void word() {
        int start = at++;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        add(Kind.WORD, text.substring(start, at).toLowerCase(Locale.ROOT), start);
    }

    private void symbol() {
        for (String symbol : SYMBOLS) {
            // A slash before a star begins a comment.
            boolean fits = text.startsWith(symbol, at) && !(symbol.endsWith("/") && peek(symbol.length()) == '*');
            if (fits) {
                int start = at;
                at += symbol.length();
                add(Kind.SYMBOL, symbol, start);
                return;
            }
        }
        String one = text.substring(at, at + 1);
        if (SINGLE.indexOf(one.charAt(0)) < 0) {
            throw SyntaxErrors.near(one, at);
        }
        at++;
        add(Kind.SYMBOL, one, at - 1);
    }
}
