package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.leader.statement.ObjectStatement;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.error.SlipherException;
import java.util.List;
import java.util.regex.Pattern;

/** Keeps passwords out of the texts under which statements are remembered. */
public final class PasswordText {
    private static final Pattern WORD = Pattern.compile("password", Pattern.CASE_INSENSITIVE);
    private static final String HIDDEN = "'***'";

    private PasswordText() {}

    /** Returns the statement's text without a password that it sets. */
    public static String shown(Statement statement) {
        var text = statement.source().text();
        return setsPassword(statement) ? hide(text) : text;
    }

    private static boolean setsPassword(Statement statement) {
        return switch (statement) {
            case ObjectStatement.CreateUser _, ObjectStatement.AlterUser _ -> true;
            case SessionStatement.Prepare prepare -> setsPassword(prepare.statement());
            case Statement.Explain explain -> setsPassword(explain.statement());
            default -> false;
        };
    }

    /** Hides each string that follows the word PASSWORD, however it is written; what is no SQL ends at that word. */
    static String hide(String text) {
        List<Lexeme> lexemes;
        try {
            lexemes = Lexer.lex(text);
        } catch (SlipherException e) {
            var word = WORD.matcher(text);
            return word.find() ? text.substring(0, word.end()) : text;
        }
        var hidden = new StringBuilder();
        int from = 0;
        for (int i = 1; i < lexemes.size(); i++) {
            var string = lexemes.get(i);
            if (string.kind() == Kind.STRING && lexemes.get(i - 1).isWord("password")) {
                int end = lexemes.get(i - 1).end();
                // A comment in between may hold a password that was tried before.
                hidden.append(text, from, end).append(' ').append(HIDDEN);
                from = string.end();
            }
        }
        return hidden.append(text, from, text.length()).toString();
    }
}
