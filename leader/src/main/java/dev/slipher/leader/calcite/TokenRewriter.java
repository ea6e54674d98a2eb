package dev.slipher.leader.calcite;

import static dev.slipher.leader.calcite.TokenKinds.IDENTIFIER;
import static dev.slipher.leader.calcite.TokenKinds.QUOTED_IDENTIFIER;
import static dev.slipher.leader.calcite.TokenKinds.QUOTED_STRING;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.leader.calcite.parser.Token;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns lexemes into the generated parser's tokens, and on the way PostgreSQL's and Redshift's spellings into those that
 * Calcite's grammar has: which words are keywords depends on their neighbours, so that columns may be called
 * {@code year} or {@code value}; a type becomes one name; {@code date '…'} becomes {@code '…'::date}.
 *
 * <p>Positions are offsets plus one in the whole text, all on line 1.
 */
public final class TokenRewriter {
    /** The hidden column of every relation that holds its oid. */
    public static final String TABLE_OID = "tableoid";

    private static final Set<String> TYPED_LITERALS =
            Set.of("date", "time", "timetz", "timestamp", "timestamptz", "interval", "datetime");
    private static final Set<String> SPECIAL_CALLS = Set.of("substring", "position", "overlay");

    private final LexemeCursor cursor;
    private final List<Token> tokens = new ArrayList<>();
    private final Map<Integer, TypeName> types = new HashMap<>();
    private final NavigableMap<Integer, Integer> parameters = new TreeMap<>();
    private final Map<Integer, Long> tops = new HashMap<>();
    private final Map<Integer, Integer> distinctOn = new HashMap<>();
    private final Set<Integer> outerMarks = new HashSet<>();
    private final Set<Integer> groupFrames = new HashSet<>();
    private final Set<Lexeme> positionSeparators = new HashSet<>();
    private final Deque<OpenCast> casts = new ArrayDeque<>();
    private int depth;
    private int lastSelect;
    private boolean tableOids;

    /** A CAST or CONVERT whose closing parenthesis is ahead; CONVERT's type waits for it. */
    private record OpenCast(int depth, Optional<Lexeme> convertTo) {}

    /**
     * What the rewriting took out of the text, by position.
     *
     * @param tops numbers after TOP, by the position of their SELECT
     * @param distinctOn how many of a SELECT's items are those of DISTINCT ON, which stand first
     * @param outerMarks where columns begin that {@code (+)} followed
     * @param groupFrames where ROWS stands for the GROUPS of a window's frame
     * @param tableOids whether the text may ask relations for {@link #TABLE_OID}
     */
    public record Notes(
            Map<Integer, TypeName> types,
            NavigableMap<Integer, Integer> parameters,
            Map<Integer, Long> tops,
            Map<Integer, Integer> distinctOn,
            Set<Integer> outerMarks,
            Set<Integer> groupFrames,
            boolean tableOids) {
        int parameterCount() {
            return parameters.values().stream().mapToInt(i -> i).max().orElse(0);
        }
    }

    TokenRewriter(String text, List<Lexeme> lexemes) {
        this.cursor = new LexemeCursor(text, lexemes);
    }

    Notes notes() {
        return new Notes(types, parameters, tops, distinctOn, outerMarks, groupFrames, tableOids);
    }

    List<Token> rewrite() {
        while (!cursor.atEnd()) {
            step();
        }
        Lexeme end = cursor.peek();
        emit(TokenKinds.EOF, "", end);
        return tokens;
    }

    private void step() {
        Lexeme lexeme = cursor.peek();
        switch (lexeme.kind()) {
            case WORD -> word(lexeme);
            case QUOTED_NAME -> emitNext(QUOTED_IDENTIFIER, QualifiedName.quote(lexeme.value()));
            case STRING -> {
                if (cursor.peek(-1).kind() == Lexeme.Kind.STRING) {
                    throw cursor.error();
                }
                emitNext(QUOTED_STRING, quoteString(lexeme.value()));
            }
            case NUMBER -> emitNext(numberKind(lexeme.value()), lexeme.value());
            case PARAMETER -> {
                parameters.put(lexeme.start() + 1, lexeme.parameterIndex());
                emitNext(TokenKinds.HOOK, "?");
            }
            case SYMBOL -> symbol(lexeme);
            case END -> throw new IllegalStateException("end inside the text");
        }
    }

    private static String quoteString(String value) {
        return '\'' + value.replace("'", "''") + '\'';
    }

    private static int numberKind(String number) {
        if (number.indexOf('e') >= 0 || number.indexOf('E') >= 0) {
            return TokenKinds.APPROX_NUMERIC_LITERAL;
        }
        return number.indexOf('.') >= 0 ? TokenKinds.DECIMAL_NUMERIC_LITERAL : TokenKinds.UNSIGNED_INTEGER_LITERAL;
    }

    private void emit(int kind, String image, Lexeme place) {
        Token token = Token.newToken(kind);
        token.kind = kind;
        token.image = image;
        token.beginLine = 1;
        token.endLine = 1;
        token.beginColumn = place.start() + 1;
        token.endColumn = Math.max(place.end(), place.start() + 1);
        tokens.add(token);
    }

    private void emitNext(int kind, String image) {
        emit(kind, image, cursor.next());
    }

    private void emitKeyword(String word, Lexeme place) {
        emit(TokenKinds.of(word), word, place);
    }

    private void symbol(Lexeme lexeme) {
        switch (lexeme.value()) {
            case "(" -> {
                if (outerMark() || columnDefinitions()) {
                    return;
                }
                depth++;
                emitNext(TokenKinds.LPAREN, "(");
            }
            case ")" -> closeParenthesis(lexeme);
            case "-" -> {
                RowCount.checkMinus(cursor);
                emitNext(TokenKinds.of("-"), "-");
            }
            case "::" -> {
                emitNext(TokenKinds.INFIX_CAST, "::");
                type(SqlType.MAX_VARCHAR_LENGTH);
            }
            case "~~" -> replaceNext("like");
            case "~~*" -> replaceNext("ilike");
            case "!~~" -> replaceNext("not", "like");
            case "!~~*" -> replaceNext("not", "ilike");
            case "~" -> replaceNext("~");
            case "~*" -> replaceNext("~", "*");
            case "!~" -> replaceNext("!", "~");
            case "!~*" -> replaceNext("!", "~", "*");
            default -> {
                int kind = TokenKinds.of(lexeme.value());
                if (kind < 0 || lexeme.isSymbol("?") || lexeme.isSymbol("!")) {
                    throw cursor.error();
                }
                emitNext(kind, lexeme.value());
            }
        }
    }

    /** Takes {@code (+)} behind a column out. */
    private boolean outerMark() {
        if (!cursor.peek(1).isSymbol("+")
                || !cursor.peek(2).isSymbol(")")
                || !cursor.peek(-1).isName()) {
            return false;
        }
        int first = -1;
        while (cursor.peek(first - 1).isSymbol(".") && cursor.peek(first - 2).isName()) {
            first -= 2;
        }
        outerMarks.add(cursor.peek(first).start() + 1);
        cursor.next();
        cursor.next();
        cursor.next();
        return true;
    }

    private void replaceNext(String... images) {
        Lexeme place = cursor.next();
        for (String image : images) {
            emitKeyword(image, place);
        }
    }

    private void closeParenthesis(Lexeme lexeme) {
        OpenCast cast = casts.peek();
        if (cast != null && cast.depth() == depth) {
            casts.pop();
            cast.convertTo().ifPresent(type -> {
                emitKeyword("as", lexeme);
                emitType(type);
            });
        }
        depth--;
        emitNext(TokenKinds.RPAREN, ")");
    }

    /** Reads a type and puts one quoted name in its place, whose position leads back to the type. */
    private void type(int varcharLength) {
        Lexeme first = cursor.peek();
        types.put(first.start() + 1, TypeName.read(cursor, varcharLength));
        emitType(first);
    }

    /** Emits the type read at a lexeme, by a name of its own: trees that differ in their types are not equal. */
    private void emitType(Lexeme lexeme) {
        emit(QUOTED_IDENTIFIER, "\"%s\"".formatted(types.get(lexeme.start() + 1)), lexeme);
    }

    private void word(Lexeme lexeme) {
        String word = lexeme.value();
        tableOids |= word.equals(TABLE_OID);
        Lexeme previous = cursor.peek(-1);
        Lexeme next = cursor.peek(1);
        boolean call = next.isSymbol("(");
        if (previous.isSymbol(".") || next.isSymbol(".") && !TokenKinds.isReserved(word)) {
            emitNext(IDENTIFIER, word);
        } else if (previous.isWord("as") && skipMaterialized(lexeme)) {
            return;
        } else if (previous.isWord("as") && !call) {
            emitNext(IDENTIFIER, word);
        } else if (call && callLike(lexeme)) {
            return;
        } else if ((TYPED_LITERALS.contains(word) || TypeName.isBeforeLiterals(word) && next.kind() == Kind.STRING)
                && typedLiteral()) {
            return;
        } else if (ContextualKeywords.isNiladic(word)) {
            niladic(lexeme, call);
        } else if (!phrase(lexeme, previous, next)) {
            int kind = ContextualKeywords.isKeyword(word, cursor) ? TokenKinds.of(word) : -1;
            if (word.equals("select")) {
                lastSelect = lexeme.start() + 1;
            }
            emitNext(kind < 0 ? IDENTIFIER : kind, word);
        }
    }

    /** Drops {@code [NOT] MATERIALIZED} between AS and a common table expression. */
    private boolean skipMaterialized(Lexeme lexeme) {
        int words = lexeme.isWord("not") && cursor.peek(1).isWord("materialized") ? 2 : 1;
        if ((words == 2 || lexeme.isWord("materialized")) && cursor.peek(words).isSymbol("(")) {
            for (int i = 0; i < words; i++) {
                cursor.next();
            }
            return true;
        }
        return false;
    }

    /** Deals with words that mean something special before a parenthesis. */
    private boolean callLike(Lexeme lexeme) {
        String word = lexeme.value();
        if (word.equals("cast") || word.equals("try_cast")) {
            emitNext(TokenKinds.of(word), word);
            depth++;
            casts.push(new OpenCast(depth, Optional.empty()));
            emitNext(TokenKinds.LPAREN, "(");
        } else if (word.equals("convert")) {
            emitNext(TokenKinds.of("cast"), "cast");
            depth++;
            emitNext(TokenKinds.LPAREN, "(");
            Lexeme type = cursor.peek();
            types.put(type.start() + 1, TypeName.read(cursor, SqlType.MAX_VARCHAR_LENGTH));
            cursor.expectSymbol(",");
            casts.push(new OpenCast(depth, Optional.of(type)));
        } else if (word.equals("extract")) {
            extract();
        } else if (ContextualKeywords.startsWithUnit(word, cursor)) {
            emitNext(IDENTIFIER, word);
            depth++;
            emitNext(TokenKinds.LPAREN, "(");
            emitNext(QUOTED_STRING, quoteString(cursor.peek().value()));
        } else if (word.equals("trim")) {
            trim();
        } else if (word.equals("operator")) {
            operator();
        } else if (SPECIAL_CALLS.contains(word)) {
            if (word.equals("position")) {
                positionSeparators.add(ContextualKeywords.positionSeparator(cursor));
            }
            emitNext(TokenKinds.of(word), word);
        } else if (word.equals("row")) {
            cursor.next();
        } else if (word.equals("left") || word.equals("right")) {
            emitNext(IDENTIFIER, word);
        } else if (word.equals("isnull") || word.equals("notnull") || word.equals("unnest")) {
            emitNext(IDENTIFIER, word);
        } else {
            return false;
        }
        return true;
    }

    /** {@code EXTRACT(unit FROM x)} becomes {@code extract('unit', x)}. */
    private void extract() {
        emitNext(IDENTIFIER, "extract");
        depth++;
        emitNext(TokenKinds.LPAREN, "(");
        Lexeme unit = cursor.peek();
        if (unit.kind() != Kind.WORD && unit.kind() != Kind.STRING) {
            throw cursor.error();
        }
        emitNext(QUOTED_STRING, quoteString(unit.value()));
        Lexeme from = cursor.peek();
        cursor.expectWords("from");
        emit(TokenKinds.COMMA, ",", from);
    }

    /** {@code TRIM(x [, y])}, which the grammar lacks, becomes {@code btrim(x [, y])}. */
    private void trim() {
        if (!ContextualKeywords.trimsAsStandard(cursor)) {
            emitNext(IDENTIFIER, "btrim");
            return;
        }
        emitNext(TokenKinds.of("trim"), "trim");
        depth++;
        emitNext(TokenKinds.LPAREN, "(");
        Lexeme side = cursor.peek();
        if (side.isWord("both") || side.isWord("leading") || side.isWord("trailing")) {
            emitNext(TokenKinds.of(side.value()), side.value());
        }
    }

    /** {@code OPERATOR(pg_catalog.~)} becomes {@code ~}. */
    private void operator() {
        cursor.next();
        cursor.next();
        if (cursor.peek().isName() && cursor.peek(1).isSymbol(".")) {
            cursor.next();
            cursor.next();
        }
        if (cursor.peek().kind() != Kind.SYMBOL
                || cursor.peek().isSymbol("(")
                || cursor.peek().isSymbol(")")) {
            throw cursor.error();
        }
        step();
        cursor.expectSymbol(")");
    }

    /** {@code date '…'} becomes {@code '…'::date}; the fields after an interval's text are put into it. */
    private boolean typedLiteral() {
        int start = cursor.index();
        Lexeme typeLexeme = cursor.peek();
        boolean string = cursor.peek(1).kind() == Kind.STRING;
        boolean longName = cursor.peek(1).isSymbol("(")
                || cursor.peek(1).isWord("with")
                || cursor.peek(1).isWord("without");
        if (!string && !longName) {
            return false;
        }
        if (longName && !cursor.isWord("timestamp") && !cursor.isWord("time") && !cursor.isWord("timestamptz")) {
            return false;
        }
        TypeName type;
        if (string) {
            type = TypeName.ofLiteral(
                    new LexemeCursor(cursor.text(), List.of(typeLexeme, endAfter(typeLexeme))),
                    cursor.peek(1).value());
            cursor.next();
        } else if (cursor.peek(1).isSymbol("(") && cursor.peek(2).kind() != Kind.NUMBER) {
            return false;
        } else {
            type = TypeName.read(cursor, 1);
            if (cursor.peek().kind() != Kind.STRING) {
                cursor.moveTo(start);
                return false;
            }
        }
        Lexeme literal = cursor.next();
        String value = literal.value();
        if (type.type() == SqlType.Simple.INTERVAL) {
            value = TypeName.intervalFields(cursor).complete(value);
        }
        emit(QUOTED_STRING, quoteString(value), literal);
        emit(TokenKinds.INFIX_CAST, "::", typeLexeme);
        types.put(typeLexeme.start() + 1, type);
        emitType(typeLexeme);
        return true;
    }

    private static Lexeme endAfter(Lexeme lexeme) {
        return new Lexeme(Kind.END, "", lexeme.end(), lexeme.end());
    }

    /** {@code current_date} becomes {@code current_date()}; a precision is dropped, all times have microseconds. */
    private void niladic(Lexeme lexeme, boolean call) {
        emitNext(IDENTIFIER, lexeme.value());
        if (call && cursor.peek(1).kind() == Kind.NUMBER) {
            cursor.next();
            cursor.next();
            cursor.expectSymbol(")");
        } else if (call) {
            return;
        }
        emit(TokenKinds.LPAREN, "(", lexeme);
        emit(TokenKinds.RPAREN, ")", lexeme);
    }

    /** Deals with phrases of several words that are spelled otherwise in the grammar. */
    private boolean phrase(Lexeme lexeme, Lexeme previous, Lexeme next) {
        switch (lexeme.value()) {
            case "as" -> {
                OpenCast cast = casts.peek();
                emitNext(TokenKinds.of("as"), "as");
                if (cast != null && cast.depth() == depth && cast.convertTo().isEmpty()) {
                    type(SqlType.MAX_VARCHAR_LENGTH);
                }
                return true;
            }
            case "collate" -> {
                cursor.next();
                cursor.qualifiedName();
                return true;
            }
            case "isnull", "notnull" -> {
                Lexeme place = cursor.next();
                emitKeyword("is", place);
                if (lexeme.isWord("notnull")) {
                    emitKeyword("not", place);
                }
                emitKeyword("null", place);
                return true;
            }
            case "top" -> {
                boolean first = previous.isWord("select")
                        || (previous.isWord("all") || previous.isWord("distinct"))
                                && cursor.peek(-2).isWord("select");
                if (!first || next.kind() != Kind.NUMBER) {
                    return false;
                }
                cursor.next();
                tops.put(lastSelect, cursor.integer());
                return true;
            }
            case "distinct" -> {
                if (!next.isWord("on") || !cursor.peek(2).isSymbol("(") || !previous.isWord("select")) {
                    return false;
                }
                distinctOn();
                return true;
            }
            case "exclude" -> {
                if (!previous.isSymbol("*") || !next.isName()) {
                    return false;
                }
                emitNext(TokenKinds.of("exclude"), "exclude");
                emit(TokenKinds.LPAREN, "(", next);
                step();
                emit(TokenKinds.RPAREN, ")", next);
                return true;
            }
            case "lateral" -> {
                // A function in FROM sees what stands to its left with or without the word.
                if (!next.isName()) {
                    return false;
                }
                cursor.next();
                return true;
            }
            case "in" -> {
                // The grammar would take IN for the operator.
                if (!positionSeparators.remove(lexeme)) {
                    return false;
                }
                emitNext(TokenKinds.of("separator"), "separator");
                return true;
            }
            case "ignore", "respect" -> {
                return next.isWord("nulls") && nullTreatment(lexeme, next);
            }
            case "order" -> {
                return next.isWord("by") && orderInsideCall(lexeme);
            }
            case "groups" -> {
                if (!ContextualKeywords.startsFrame(cursor)) {
                    return false;
                }
                groupFrames.add(lexeme.start() + 1);
                emitNext(TokenKinds.of("rows"), "rows");
                return true;
            }
            case "approximate" -> {
                if (next.kind() != Kind.WORD || !cursor.peek(2).isSymbol("(")) {
                    return false;
                }
                cursor.next();
                emitNext(IDENTIFIER, "approximate_" + cursor.peek().value());
                return true;
            }
            case "null" -> {
                if (previous.isWord("offset")) {
                    emitNext(TokenKinds.UNSIGNED_INTEGER_LITERAL, "0");
                } else {
                    emitNext(TokenKinds.of(previous.isWord("limit") ? "all" : "null"), "null");
                }
                return true;
            }
            case "all" -> {
                if (!previous.isWord("by")
                        || !cursor.peek(-2).isWord("group")
                        || ContextualKeywords.startsExpression(next)) {
                    return false;
                }
                emitNext(IDENTIFIER, Placeholders.GROUP_BY_ALL);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** {@code DISTINCT ON (a, b) c} becomes {@code a, b, c}, and a note that two items are those of DISTINCT ON. */
    private void distinctOn() {
        cursor.next();
        cursor.next();
        cursor.next();
        int outside = depth;
        int items = 1;
        Lexeme lexeme = cursor.peek();
        while (depth > outside || !lexeme.isSymbol(")")) {
            if (lexeme.kind() == Kind.END) {
                throw cursor.error();
            }
            items += depth == outside && lexeme.isSymbol(",") ? 1 : 0;
            step();
            lexeme = cursor.peek();
        }
        emitNext(TokenKinds.COMMA, ",");
        distinctOn.put(lastSelect, items);
    }

    /** {@code f(x ORDER BY y)} becomes {@code f(x) WITHIN GROUP (ORDER BY y)}. */
    private boolean orderInsideCall(Lexeme order) {
        if (!ContextualKeywords.ordersArguments(order, cursor)) {
            return false;
        }
        emit(TokenKinds.RPAREN, ")", order);
        emitKeyword("within", order);
        emitKeyword("group", order);
        emit(TokenKinds.LPAREN, "(", order);
        emitNext(TokenKinds.of("order"), "order");
        return true;
    }

    /** {@code f(x IGNORE NULLS)} becomes {@code f(x) IGNORE NULLS}. */
    private boolean nullTreatment(Lexeme treatment, Lexeme nulls) {
        Lexeme close = cursor.peek(2);
        if (!close.isSymbol(")")) {
            return false;
        }
        cursor.next();
        cursor.next();
        closeParenthesis(close);
        emitKeyword(treatment.value(), treatment);
        emitKeyword("nulls", nulls);
        return true;
    }

    /** {@code f(…) t (a int, b text)} becomes {@code f(…) t (a, b)}: the function knows its types itself. */
    private boolean columnDefinitions() {
        if (!ContextualKeywords.definesColumns(cursor)) {
            return false;
        }
        emitNext(TokenKinds.LPAREN, "(");
        do {
            emit(QUOTED_IDENTIFIER, QualifiedName.quote(cursor.peek().value()), cursor.peek());
            cursor.name();
            TypeName.read(cursor, SqlType.MAX_VARCHAR_LENGTH);
            emit(
                    cursor.peek().isSymbol(",") ? TokenKinds.COMMA : TokenKinds.RPAREN,
                    cursor.peek().value(),
                    cursor.peek());
        } while (cursor.trySymbol(","));
        cursor.expectSymbol(")");
        return true;
    }
}
