package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.DataStatement.ColumnName;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.SourceText;
import dev.slipher.leader.statement.Statement;
import dev.slipher.leader.statement.TableStatement;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Parses one statement: queries go to the generated parser, all else is read word by word, and the queries and
 * expressions inside it go to the generated parser as they are met.
 */
final class StatementParser {
    /** Words that start statements we know of and do not have. */
    private static final Set<String> UNSUPPORTED = Set.of(
            "call",
            "listen",
            "notify",
            "unload",
            "do",
            "refresh",
            "use",
            "reindex",
            "cluster",
            "checkpoint",
            "load",
            "reassign",
            "security",
            "import");

    private final String text;
    private final LexemeCursor cursor;
    private final SourceText source;

    private StatementParser(String text, List<Lexeme> lexemes) {
        this.text = text;
        int start = lexemes.getFirst().start();
        int end = lexemes.getLast().end();
        var closed = new ArrayList<>(lexemes);
        closed.add(new Lexeme(Kind.END, "", end, end));
        this.cursor = new LexemeCursor(text, closed);
        this.source = new SourceText(text.substring(start, end), start);
    }

    /** Parses the lexemes of one statement, without semicolon and end. */
    static Statement parse(String text, List<Lexeme> lexemes) {
        return new StatementParser(text, lexemes).statement();
    }

    private Statement statement() {
        Lexeme first = cursor.peek();
        if (first.isSymbol("(")) {
            return query();
        }
        if (first.kind() != Kind.WORD) {
            throw cursor.error();
        }
        Statement statement = switch (first.value()) {
            case "select", "with", "values", "table" -> queryOrChange();
            case "insert" -> insert(Optional.empty());
            case "update" -> update(List.of());
            case "delete" -> delete(List.of());
            case "merge" -> new MergeParser(cursor, text, source).merge();
            case "truncate" -> truncate();
            case "copy" -> new CopyParser(cursor, source).copy();
            case "explain" -> explain();
            case "create", "drop", "alter" -> definition();
            case "grant", "revoke", "comment" -> new ObjectParser(cursor, source).parse();
            case "analyze", "analyse", "vacuum" -> new MaintenanceParser(cursor, source).parse();
            default -> other(first);
        };
        cursor.expectEnd();
        return statement;
    }

    private Statement other(Lexeme first) {
        if (UNSUPPORTED.contains(first.value())) {
            throw unsupported(first.value());
        }
        return new SessionParser(cursor, source).parse();
    }

    private SlipherException unsupported(String word) {
        return new SlipherException(
                        SqlState.FEATURE_NOT_SUPPORTED, "%s is not supported".formatted(word.toUpperCase(Locale.ROOT)))
                .withPosition(source.position() + 1);
    }

    private ParsedQuery rest() {
        int from = cursor.index();
        while (!cursor.atEnd()) {
            cursor.next();
        }
        if (from == cursor.index()) {
            throw cursor.error();
        }
        return QueryParser.parse(text, cursor.between(from, cursor.index()));
    }

    private Statement query() {
        return new Statement.Query(rest());
    }

    /** A query, or INSERT, UPDATE and DELETE after WITH, or SELECT INTO. */
    private Statement queryOrChange() {
        int start = cursor.index();
        if (cursor.isWord("with")) {
            skipCommonTables();
            List<Lexeme> with = cursor.between(start, cursor.index());
            if (cursor.isWord("insert")) {
                return insert(Optional.of(with));
            }
            if (cursor.isWord("update")) {
                return update(with);
            }
            if (cursor.isWord("delete")) {
                return delete(with);
            }
        }
        int into = findAtTop("into", "from");
        if (into >= 0 && cursor.isWord("select")) {
            return selectInto(start, into);
        }
        cursor.moveTo(start);
        return query();
    }

    /** Moves past {@code WITH name AS (…), …}. */
    private void skipCommonTables() {
        cursor.next();
        int depth = 0;
        while (!cursor.atEnd()) {
            Lexeme lexeme = cursor.peek();
            if (depth == 0
                    && (lexeme.isWord("select")
                            || lexeme.isWord("insert")
                            || lexeme.isWord("update")
                            || lexeme.isWord("delete")
                            || lexeme.isWord("values"))) {
                return;
            }
            depth += lexeme.isSymbol("(") ? 1 : lexeme.isSymbol(")") ? -1 : 0;
            cursor.next();
        }
    }

    /** Returns the index of a word outside parentheses and before another word, -1 if there is none. */
    private int findAtTop(String word, String before) {
        int depth = 0;
        for (int i = 0; cursor.peek(i).kind() != Kind.END; i++) {
            Lexeme lexeme = cursor.peek(i);
            depth += lexeme.isSymbol("(") ? 1 : lexeme.isSymbol(")") ? -1 : 0;
            if (depth == 0 && lexeme.isWord(before) && !cursor.isOfDistinct(i)) {
                return -1;
            }
            if (depth == 0 && lexeme.isWord(word) && !cursor.peek(i - 1).isSymbol(".")) {
                return cursor.index() + i;
            }
        }
        return -1;
    }

    private Statement selectInto(int start, int into) {
        var query = new ArrayList<>(cursor.between(start, into));
        cursor.moveTo(into + 1);
        boolean temporary = cursor.tryWords("temp") || cursor.tryWords("temporary");
        cursor.tryWords("table");
        QualifiedName table = cursor.qualifiedName();
        int from = cursor.index();
        while (!cursor.atEnd()) {
            cursor.next();
        }
        query.addAll(cursor.between(from, cursor.index()));
        return new TableStatement.CreateTableAs(
                table,
                temporary || table.name().startsWith("#"),
                false,
                List.of(),
                new TableStatement.TableAttributes(Optional.empty(), Optional.empty(), false),
                QueryParser.parse(text, query),
                true,
                source);
    }

    private Statement insert(Optional<List<Lexeme>> with) {
        cursor.expectWords("insert", "into");
        QualifiedName table = cursor.qualifiedName();
        List<ColumnName> columns = List.of();
        if (cursor.peek().isSymbol("(") && !startsQuery(cursor.peek(1))) {
            columns = columnNames();
        }
        if (cursor.tryWords("default", "values")) {
            return new DataStatement.Insert(table, columns, Optional.empty(), source);
        }
        var query = new ArrayList<>(with.orElse(List.of()));
        query.addAll(restOfChange());
        if (query.isEmpty()) {
            throw cursor.error();
        }
        return new DataStatement.Insert(table, columns, Optional.of(QueryParser.parse(text, query)), source);
    }

    /** Returns what is left of INSERT, UPDATE or DELETE; RETURNING, a reserved word, would be a clause of its own. */
    private List<Lexeme> restOfChange() {
        int from = cursor.index();
        while (!cursor.atEnd()) {
            if (cursor.isWord("returning")) {
                throw unsupported("returning");
            }
            cursor.next();
        }
        return cursor.between(from, cursor.index());
    }

    private static boolean startsQuery(Lexeme lexeme) {
        return lexeme.isWord("select") || lexeme.isWord("with") || lexeme.isWord("values") || lexeme.isSymbol("(");
    }

    private List<ColumnName> columnNames() {
        cursor.expectSymbol("(");
        var names = new ArrayList<ColumnName>();
        do {
            int position = cursor.peek().start() + 1;
            names.add(new ColumnName(cursor.name(), position));
        } while (cursor.trySymbol(","));
        cursor.expectSymbol(")");
        return names;
    }

    private Optional<String> alias(String... clauses) {
        if (cursor.tryWords("as")) {
            return Optional.of(cursor.name());
        }
        for (String clause : clauses) {
            if (cursor.isWord(clause)) {
                return Optional.empty();
            }
        }
        return cursor.peek().isName() ? Optional.of(cursor.name()) : Optional.empty();
    }

    /** {@code SET a = x, b = y FROM … WHERE …} is parsed as {@code SELECT x, y FROM … WHERE …}. */
    private Statement update(List<Lexeme> with) {
        cursor.expectWords("update");
        QualifiedName table = cursor.qualifiedName();
        Optional<String> alias = alias("set");
        Lexeme set = cursor.peek();
        cursor.expectWords("set");
        var targets = new ArrayList<List<ColumnName>>();
        var query = new ArrayList<>(with);
        query.add(new Lexeme(Kind.WORD, "select", set.start(), set.end()));
        do {
            if (cursor.peek().isSymbol("(")) {
                assignRow(targets, query);
            } else {
                int position = cursor.peek().start() + 1;
                var column = new ColumnName(cursor.name(), position);
                cursor.expectSymbol("=");
                assign(List.of(column), targets, query);
            }
        } while (cursor.trySymbol(","));
        if (!cursor.atEnd() && !cursor.isWord("from") && !cursor.isWord("where") && !cursor.isWord("returning")) {
            throw cursor.error();
        }
        query.addAll(restOfChange());
        return new DataStatement.Update(table, alias, targets, QueryParser.parse(text, query), source);
    }

    /** {@code (a, b) = (x, y)} is {@code a = x, b = y}; a query in the place of the values gives them all. */
    private void assignRow(List<List<ColumnName>> targets, List<Lexeme> query) {
        List<ColumnName> columns = columnNames();
        cursor.expectSymbol("=");
        cursor.tryWords("row");
        Lexeme open = cursor.peek();
        if (!open.isSymbol("(")
                || startsQuery(cursor.peek(1)) && !cursor.peek(1).isSymbol("(")) {
            assign(columns, targets, query);
            return;
        }
        cursor.next();
        int count = 0;
        do {
            if (count == columns.size()) {
                throw unequalCounts(open);
            }
            assign(List.of(columns.get(count++)), targets, query);
        } while (cursor.trySymbol(","));
        cursor.expectSymbol(")");
        if (count < columns.size()) {
            throw unequalCounts(open);
        }
    }

    private static SlipherException unequalCounts(Lexeme at) {
        return new SlipherException(SqlState.SYNTAX_ERROR, "number of columns does not match number of values")
                .withPosition(at.start() + 1);
    }

    /** Adds the expression at the cursor to the select list. */
    private void assign(List<ColumnName> columns, List<List<ColumnName>> targets, List<Lexeme> query) {
        if (!targets.isEmpty()) {
            int position = columns.getFirst().position();
            query.add(new Lexeme(Kind.SYMBOL, ",", position - 1, position));
        }
        targets.add(columns);
        addExpression(query);
    }

    private void addExpression(List<Lexeme> query) {
        if (cursor.isWord("default")) {
            Lexeme lexeme = cursor.next();
            query.add(new Lexeme(Kind.WORD, Placeholders.DEFAULT_VALUE, lexeme.start(), lexeme.end()));
            return;
        }
        int from = cursor.index();
        cursor.expressionText("from", "where", "returning");
        query.addAll(cursor.between(from, cursor.index()));
    }

    /** {@code USING … WHERE …} is parsed as {@code SELECT 1 FROM … WHERE …}. */
    private Statement delete(List<Lexeme> with) {
        Lexeme word = cursor.next();
        cursor.tryWords("from");
        QualifiedName table = cursor.qualifiedName();
        Optional<String> alias = alias("using", "where", "returning");
        var query = new ArrayList<>(with);
        query.add(new Lexeme(Kind.WORD, "select", word.start(), word.end()));
        query.add(new Lexeme(Kind.NUMBER, "1", word.start(), word.end()));
        if (cursor.isWord("using")) {
            Lexeme using = cursor.next();
            query.add(new Lexeme(Kind.WORD, "from", using.start(), using.end()));
        } else if (!cursor.atEnd() && !cursor.isWord("where") && !cursor.isWord("returning")) {
            throw cursor.error();
        }
        query.addAll(restOfChange());
        return new DataStatement.Delete(table, alias, QueryParser.parse(text, query), source);
    }

    private Statement truncate() {
        cursor.next();
        cursor.tryWords("table");
        return new DataStatement.Truncate(cursor.qualifiedNames(), source);
    }

    private Statement explain() {
        cursor.next();
        boolean analyze = false;
        boolean verbose = false;
        if (cursor.peek().isSymbol("(")
                && (cursor.peek(1).isWord("analyze") || cursor.peek(1).isWord("verbose"))) {
            cursor.next();
            do {
                analyze |= cursor.isWord("analyze");
                verbose |= cursor.isWord("verbose");
                cursor.name();
                if (cursor.peek().isName()) {
                    cursor.name();
                }
            } while (cursor.trySymbol(","));
            cursor.expectSymbol(")");
        } else {
            analyze = cursor.tryWords("analyze");
            verbose = cursor.tryWords("verbose");
        }
        return new Statement.Explain(analyze, verbose, inner(), source);
    }

    private Statement inner() {
        if (cursor.atEnd()) {
            throw cursor.error();
        }
        int from = cursor.index();
        while (!cursor.atEnd()) {
            cursor.next();
        }
        return parse(text, cursor.between(from, cursor.index()));
    }

    private Statement definition() {
        for (int i = 1; i < 6; i++) {
            Lexeme lexeme = cursor.peek(i);
            if (lexeme.isWord("table") || lexeme.isWord("view") || lexeme.isWord("materialized")) {
                return new TableParser(cursor, source).parse();
            }
            if (lexeme.kind() != Kind.WORD
                    || !Set.of("or", "replace", "local", "global", "temp", "temporary")
                            .contains(lexeme.value())) {
                break;
            }
        }
        return new ObjectParser(cursor, source).parse();
    }
}
