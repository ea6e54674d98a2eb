package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.error.SlipherException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns what a client sends into statements. */
public final class SqlParser {
    private SqlParser() {}

    /**
     * Parses statements separated by semicolons; empty ones are left out, so a blank string gives an empty list.
     *
     * @throws SlipherException 42601 with the position of the token that cannot be, 54001 for nesting too deep
     */
    public static List<Statement> parse(String sql) {
        List<Lexeme> lexemes = Lexer.lex(sql);
        var statements = new ArrayList<Statement>();
        int start = 0;
        for (int i = 0; i < lexemes.size(); i++) {
            Lexeme lexeme = lexemes.get(i);
            if (lexeme.isSymbol(";") || lexeme.kind() == Kind.END) {
                if (i > start) {
                    statements.add(StatementParser.parse(sql, lexemes.subList(start, i)));
                }
                start = i + 1;
            }
        }
        return statements;
    }

    /** Returns the same statement with its reserved words in capitals, as PostgreSQL prints what it has stored. */
    public static String capitalizeKeywords(String sql) {
        var capitalized = new StringBuilder(sql);
        for (Lexeme lexeme : Lexer.lex(sql)) {
            if (lexeme.kind() == Kind.WORD && TokenKinds.isReserved(lexeme.value())) {
                capitalized.replace(lexeme.start(), lexeme.end(), lexeme.value().toUpperCase(Locale.ROOT));
            }
        }
        return capitalized.toString();
    }
}
