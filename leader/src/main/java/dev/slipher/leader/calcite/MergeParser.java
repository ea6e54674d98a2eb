package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.DataStatement.ColumnName;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses {@code MERGE INTO table USING source ON condition WHEN MATCHED THEN … WHEN NOT MATCHED THEN …}, or with
 * {@code REMOVE DUPLICATES} instead of the actions; what it computes is parsed as {@code SELECT condition, new values…,
 * inserted values… FROM source}.
 */
final class MergeParser {
    private final LexemeCursor cursor;
    private final String text;
    private final SourceText source;
    private final List<ColumnName> updated = new ArrayList<>();
    private final List<ColumnName> inserted = new ArrayList<>();
    private final List<Lexeme> updates = new ArrayList<>();
    private final List<Lexeme> inserts = new ArrayList<>();
    private int insertedCount;
    private boolean deletes;

    MergeParser(LexemeCursor cursor, String text, SourceText source) {
        this.cursor = cursor;
        this.text = text;
        this.source = source;
    }

    DataStatement.Merge merge() {
        Lexeme first = cursor.peek();
        cursor.expectWords("merge", "into");
        QualifiedName table = cursor.qualifiedName();
        Optional<String> alias = Optional.empty();
        if (cursor.tryWords("as") || cursor.peek().isName() && !cursor.isWord("using")) {
            alias = Optional.of(cursor.name());
        }
        Lexeme using = cursor.peek();
        cursor.expectWords("using");
        List<Lexeme> from = until("on");
        cursor.expectWords("on");
        List<Lexeme> condition = until("when", "remove");
        if (cursor.atEnd()) {
            throw cursor.error();
        }
        boolean replaces = cursor.tryWords("remove", "duplicates");
        if (replaces) {
            deletes = true;
            cursor.expectEnd();
        }
        while (!cursor.atEnd()) {
            action();
        }
        var query = new ArrayList<Lexeme>();
        query.add(new Lexeme(Kind.WORD, "select", first.start(), first.end()));
        query.addAll(condition);
        query.addAll(updates);
        query.addAll(inserts);
        query.add(new Lexeme(Kind.WORD, "from", using.start(), using.end()));
        query.addAll(from);
        return new DataStatement.Merge(
                table,
                alias,
                updated,
                deletes,
                inserted,
                insertedCount,
                replaces,
                QueryParser.parse(text, query),
                source);
    }

    private void action() {
        cursor.expectWords("when");
        boolean matched = !cursor.tryWords("not");
        cursor.expectWords("matched", "then");
        boolean repeated = matched ? deletes || !updated.isEmpty() : insertedCount > 0;
        if (repeated) {
            throw cursor.error();
        }
        if (!matched) {
            insert();
        } else if (cursor.tryWords("delete")) {
            deletes = true;
        } else {
            update();
        }
    }

    private void update() {
        cursor.expectWords("update", "set");
        do {
            int position = cursor.peek().start() + 1;
            updated.add(new ColumnName(cursor.name(), position));
            cursor.expectSymbol("=");
            add(updates, until(",", "when"));
        } while (cursor.trySymbol(","));
    }

    private void insert() {
        cursor.expectWords("insert");
        if (cursor.trySymbol("(")) {
            do {
                int position = cursor.peek().start() + 1;
                inserted.add(new ColumnName(cursor.name(), position));
            } while (cursor.trySymbol(","));
            cursor.expectSymbol(")");
        }
        cursor.expectWords("values");
        cursor.expectSymbol("(");
        do {
            add(inserts, until(",", ")"));
            insertedCount++;
        } while (cursor.trySymbol(","));
        cursor.expectSymbol(")");
    }

    private static void add(List<Lexeme> list, List<Lexeme> expression) {
        Lexeme first = expression.getFirst();
        list.add(new Lexeme(Kind.SYMBOL, ",", first.start(), first.start()));
        if (expression.size() == 1 && first.isWord("default")) {
            list.add(new Lexeme(Kind.WORD, Placeholders.DEFAULT_VALUE, first.start(), first.end()));
        } else {
            list.addAll(expression);
        }
    }

    /** Takes lexemes up to one of the words or symbols outside parentheses and CASE; at least one. */
    private List<Lexeme> until(String... stops) {
        int from = cursor.index();
        int depth = 0;
        while (!cursor.atEnd() && !(depth == 0 && isAny(cursor.peek(), stops))) {
            Lexeme lexeme = cursor.next();
            if (lexeme.isSymbol("(") || lexeme.isSymbol("[") || lexeme.isWord("case")) {
                depth++;
            } else if (lexeme.isSymbol(")") || lexeme.isSymbol("]") || lexeme.isWord("end")) {
                depth--;
            }
        }
        if (from == cursor.index()) {
            throw cursor.error();
        }
        return cursor.between(from, cursor.index());
    }

    private static boolean isAny(Lexeme lexeme, String[] stops) {
        for (String stop : stops) {
            if (lexeme.isWord(stop) || lexeme.isSymbol(stop)) {
                return true;
            }
        }
        return false;
    }
}
