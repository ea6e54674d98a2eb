package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.leader.calcite.parser.ParseException;
import dev.slipher.leader.calcite.parser.SlipherParserImpl;
import dev.slipher.leader.calcite.parser.Token;
import dev.slipher.leader.statement.SourceText;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/** Runs the generated parser over the lexemes of one query. */
public final class QueryParser {
    private static final int MAX_NAME_LENGTH = 65_535;

    private QueryParser() {}

    /** Parses lexemes, given without an end, as one query; errors point into {@code text}. */
    public static ParsedQuery parse(String text, List<Lexeme> lexemes) {
        if (lexemes.isEmpty()) {
            throw SyntaxErrors.atEnd(text.length());
        }
        int end = lexemes.getLast().end();
        int start = lexemes.getFirst().start();
        var closed = new ArrayList<>(lexemes);
        closed.add(new Lexeme(Kind.END, "", end, end));
        var rewriter = new TokenRewriter(text, closed);
        List<Token> tokens = rewriter.rewrite();
        SqlNode root = run(text, tokens);
        return new ParsedQuery(
                root, rewriter.notes(), new SourceText(text.substring(start, Math.max(end, start)), start));
    }

    private static SqlNode run(String text, List<Token> tokens) {
        var parser = new SlipherParserImpl(new TokenFeed(tokens));
        parser.setIdentifierMaxLength(MAX_NAME_LENGTH);
        parser.setUnquotedCasing(Casing.UNCHANGED);
        parser.setQuotedCasing(Casing.UNCHANGED);
        parser.setConformance(SqlConformanceEnum.BABEL);
        try {
            return parser.SqlQueryEof();
        } catch (ParseException e) {
            Token token = e.currentToken == null ? tokens.getFirst() : e.currentToken.next;
            throw at(text, token == null || isTooEarlyAnEnd(token) ? tokens.getLast() : token);
        } catch (CalciteContextException e) {
            int offset = Math.max(e.getPosColumn() - 1, 0);
            throw near(text, tokens, offset);
        } catch (CalciteException e) {
            throw near(text, tokens, 0);
        } catch (StackOverflowError e) {
            throw new SlipherException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
                    .withHint("Split the statement, or nest its expressions less deeply");
        }
    }

    /** The parser names the token before the end where it would have taken that one and only lacks what follows. */
    private static boolean isTooEarlyAnEnd(Token token) {
        return token.next != null && token.next.kind == TokenKinds.EOF;
    }

    private static SlipherException near(String text, List<Token> tokens, int offset) {
        for (Token token : tokens) {
            if (token.beginColumn - 1 >= offset) {
                return at(text, token);
            }
        }
        return SyntaxErrors.atEnd(text.length());
    }

    private static SlipherException at(String text, Token token) {
        int start = token.beginColumn - 1;
        if (token.kind == TokenKinds.EOF
                && text.substring(Math.min(start, text.length()))
                        .replace(';', ' ')
                        .isBlank()) {
            return SyntaxErrors.atEnd(text.length());
        }
        int end = Math.min(Math.max(token.endColumn, start + 1), text.length());
        if (token.kind == TokenKinds.EOF) {
            return SyntaxErrors.near(nextWord(text, start), start);
        }
        return SyntaxErrors.near(text.substring(start, end), start);
    }

    /** What follows a query that ends too early inside another statement. */
    private static String nextWord(String text, int from) {
        List<Lexeme> rest = Lexer.lex(text.substring(from));
        Lexeme first = rest.getFirst();
        return text.substring(from + first.start(), from + first.end());
    }
}
