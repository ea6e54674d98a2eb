package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.leader.statement.DataStatement;
import dev.slipher.leader.statement.DataStatement.ColumnName;
import dev.slipher.leader.statement.DataStatement.CopyEndpoint;
import dev.slipher.leader.statement.DataStatement.CopyOption;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.SourceText;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses COPY in Redshift's and in PostgreSQL's syntax, and gives the options of both the same names. */
final class CopyParser {
    /** Options of Redshift that stand alone. */
    private static final Set<String> FLAGS = Set.of(
            "gzip",
            "bzip2",
            "lzop",
            "zstd",
            "acceptanydate",
            "blanksasnull",
            "emptyasnull",
            "escape",
            "explicit_ids",
            "fillrecord",
            "ignoreblanklines",
            "removequotes",
            "roundec",
            "trimblanks",
            "truncatecolumns",
            "ignoreallerrors",
            "noload",
            "manifest",
            "encrypted",
            "header",
            "binary",
            "ssh");

    /** Options of Redshift that take a string or number after an optional AS. */
    private static final Set<String> VALUED = Set.of(
            "delimiter",
            "quote",
            "null",
            "dateformat",
            "timeformat",
            "encoding",
            "ignoreheader",
            "maxerror",
            "comprows",
            "region",
            "readratio",
            "credentials",
            "iam_role",
            "access_key_id",
            "secret_access_key",
            "session_token",
            "master_symmetric_key");

    /** Data formats, and whether a string may follow. */
    private static final Map<String, Boolean> FORMATS = Map.of(
            "csv",
            false,
            "text",
            false,
            "parquet",
            false,
            "orc",
            false,
            "fixedwidth",
            true,
            "json",
            true,
            "avro",
            true,
            "shapefile",
            false);

    private final LexemeCursor cursor;
    private final SourceText source;
    private final List<CopyOption> options = new ArrayList<>();

    CopyParser(LexemeCursor cursor, SourceText source) {
        this.cursor = cursor;
        this.source = source;
    }

    Statement copy() {
        cursor.next();
        if (cursor.peek().isSymbol("(")) {
            return copyQuery();
        }
        if (cursor.isWord("binary")
                && cursor.peek(1).isName()
                && !cursor.peek(1).isWord("from")
                && !cursor.peek(1).isWord("to")) {
            options.add(new CopyOption("binary", Optional.empty(), cursor.next().start() + 1));
        }
        QualifiedName table = cursor.qualifiedName();
        int columnsFrom = cursor.index();
        List<ColumnName> columns = columns();
        int columnsTo = cursor.index();
        if (cursor.tryWords("from")) {
            CopyEndpoint endpoint = endpoint("stdin");
            options();
            return new DataStatement.CopyFrom(table, columns, endpoint, options, source);
        }
        cursor.expectWords("to");
        CopyEndpoint endpoint = endpoint("stdout");
        options();
        ParsedQuery query = tableQuery(table, columnsFrom, columnsTo);
        return new DataStatement.CopyTo(query, endpoint, options, source);
    }

    private Statement copyQuery() {
        cursor.next();
        int from = cursor.index();
        int depth = 1;
        while (depth > 0) {
            if (cursor.atEnd()) {
                throw cursor.error();
            }
            Lexeme lexeme = cursor.next();
            depth += lexeme.isSymbol("(") ? 1 : lexeme.isSymbol(")") ? -1 : 0;
        }
        ParsedQuery query = QueryParser.parse(cursor.text(), cursor.between(from, cursor.index() - 1));
        cursor.expectWords("to");
        CopyEndpoint endpoint = endpoint("stdout");
        options();
        return new DataStatement.CopyTo(query, endpoint, options, source);
    }

    /** {@code COPY t (a, b) TO} reads {@code SELECT a, b FROM t}. */
    private ParsedQuery tableQuery(QualifiedName table, int columnsFrom, int columnsTo) {
        int at = table.position() - 1;
        var query = new ArrayList<Lexeme>();
        query.add(new Lexeme(Kind.WORD, "select", at, at + 1));
        if (columnsTo > columnsFrom) {
            query.addAll(cursor.between(columnsFrom + 1, columnsTo - 1));
        } else {
            query.add(new Lexeme(Kind.SYMBOL, "*", at, at + 1));
        }
        query.add(new Lexeme(Kind.WORD, "from", at, at + 1));
        for (int i = 0; i < table.parts().size(); i++) {
            if (i > 0) {
                query.add(new Lexeme(Kind.SYMBOL, ".", at, at + 1));
            }
            query.add(new Lexeme(Kind.QUOTED_NAME, table.parts().get(i), at, at + 1));
        }
        return QueryParser.parse(cursor.text(), query);
    }

    private List<ColumnName> columns() {
        var columns = new ArrayList<ColumnName>();
        if (cursor.trySymbol("(")) {
            do {
                int position = cursor.peek().start() + 1;
                columns.add(new ColumnName(cursor.name(), position));
            } while (cursor.trySymbol(","));
            cursor.expectSymbol(")");
        }
        return columns;
    }

    private CopyEndpoint endpoint(String client) {
        if (cursor.tryWords(client)) {
            return CopyEndpoint.Client.CLIENT;
        }
        return new CopyEndpoint.Location(cursor.string());
    }

    private void options() {
        if (cursor.isWord("with") && cursor.peek(1).isSymbol("(")
                || cursor.peek().isSymbol("(")) {
            cursor.tryWords("with");
            parenthesizedOptions();
            return;
        }
        while (!cursor.atEnd()) {
            cursor.tryWords("with");
            option();
        }
    }

    /** PostgreSQL's {@code (FORMAT csv, HEADER true, NULL 'x')}. */
    private void parenthesizedOptions() {
        cursor.expectSymbol("(");
        do {
            int position = cursor.peek().start() + 1;
            String name = cursor.name();
            Optional<String> value = Optional.empty();
            if (cursor.peek().isSymbol("(") || cursor.peek().isSymbol("*")) {
                throw Unsupported.feature("COPY option " + name, position);
            }
            if (!cursor.peek().isSymbol(",") && !cursor.peek().isSymbol(")")) {
                value = Optional.of(
                        (cursor.trySymbol("-") ? "-" : "") + cursor.next().value());
            }
            boolean known =
                    name.equals("format") || FLAGS.contains(name) || VALUED.contains(name) || name.equals("freeze");
            if (!known) {
                throw new SlipherException(SqlState.SYNTAX_ERROR, "option \"%s\" not recognized".formatted(name))
                        .withPosition(position);
            }
            options.add(new CopyOption(name, value, position));
        } while (cursor.trySymbol(","));
        cursor.expectSymbol(")");
    }

    private void option() {
        Lexeme word = cursor.peek();
        int position = word.start() + 1;
        if (word.kind() != Kind.WORD) {
            throw cursor.error();
        }
        cursor.next();
        String name = word.value();
        if (name.equals("format")) {
            cursor.tryWords("as");
            name = cursor.peek().value();
            if (!FORMATS.containsKey(name)) {
                throw cursor.error();
            }
            cursor.next();
        }
        if (FORMATS.containsKey(name)) {
            options.add(new CopyOption("format", Optional.of(name), position));
            if (Boolean.TRUE.equals(FORMATS.get(name))) {
                cursor.tryWords("as");
                if (cursor.peek().kind() == Kind.STRING) {
                    String option = name.equals("fixedwidth") ? name : "mapping";
                    options.add(new CopyOption(option, Optional.of(cursor.string()), position));
                }
            }
        } else if (name.equals("escape")
                && (cursor.isWord("as") || cursor.peek().kind() == Kind.STRING)) {
            cursor.tryWords("as");
            options.add(new CopyOption(name, Optional.of(cursor.string()), position));
        } else if (FLAGS.contains(name)) {
            options.add(new CopyOption(name, Optional.empty(), position));
        } else if (VALUED.contains(name)) {
            cursor.tryWords("as");
            options.add(new CopyOption(name, Optional.of(value()), position));
        } else if (name.equals("acceptinvchars")) {
            cursor.tryWords("as");
            Optional<String> replacement =
                    cursor.peek().kind() == Kind.STRING ? Optional.of(cursor.string()) : Optional.empty();
            options.add(new CopyOption(name, replacement, position));
        } else if (name.equals("compupdate") || name.equals("statupdate")) {
            Optional<String> choice = Optional.empty();
            for (String candidate : List.of("preset", "on", "true", "off", "false")) {
                if (choice.isEmpty() && cursor.tryWords(candidate)) {
                    choice = Optional.of(candidate);
                }
            }
            options.add(new CopyOption(name, choice, position));
        } else {
            cursor.moveTo(cursor.index() - 1);
            throw cursor.error();
        }
    }

    /** Reads a value with its sign, which no option allows but whose error names the option. */
    private String value() {
        if (cursor.peek().isSymbol("-") && cursor.peek(1).kind() == Kind.NUMBER) {
            return cursor.next().value() + cursor.next().value();
        }
        Lexeme lexeme = cursor.peek();
        if (lexeme.kind() == Kind.STRING || lexeme.kind() == Kind.NUMBER || lexeme.kind() == Kind.WORD) {
            return cursor.next().value();
        }
        throw cursor.error();
    }
}
