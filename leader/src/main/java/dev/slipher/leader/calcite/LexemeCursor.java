package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.storage.error.SlipherException;
import java.util.ArrayList;
import java.util.List;

/** A place in a list of lexemes that ends in {@link Kind#END}, moved forward by what is recognised. */
public final class LexemeCursor {
    private final String text;
    private final List<Lexeme> lexemes;
    private int index;

    /** Makes a cursor before the first of the lexemes of {@code text}. */
    public LexemeCursor(String text, List<Lexeme> lexemes) {
        this.text = text;
        this.lexemes = lexemes;
    }

    String text() {
        return text;
    }

    int index() {
        return index;
    }

    void moveTo(int newIndex) {
        index = newIndex;
    }

    Lexeme peek() {
        return lexemes.get(index);
    }

    Lexeme peek(int distance) {
        int i = index + distance;
        return i < 0 ? lexemes.getLast() : lexemes.get(Math.min(i, lexemes.size() - 1));
    }

    Lexeme next() {
        Lexeme lexeme = lexemes.get(index);
        if (lexeme.kind() != Kind.END) {
            index++;
        }
        return lexeme;
    }

    List<Lexeme> between(int from, int to) {
        return lexemes.subList(from, to);
    }

    boolean atEnd() {
        return peek().kind() == Kind.END;
    }

    SlipherException error() {
        return SyntaxErrors.at(text, peek());
    }

    /** The error at a lexeme ahead. */
    SlipherException error(int distance) {
        return SyntaxErrors.at(text, peek(distance));
    }

    boolean isWord(String word) {
        return peek().isWord(word);
    }

    boolean isWords(String first, String second) {
        return peek().isWord(first) && peek(1).isWord(second);
    }

    /** Moves past the words if all of them come next. */
    boolean tryWords(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!peek(i).isWord(words[i])) {
                return false;
            }
        }
        index += words.length;
        return true;
    }

    boolean trySymbol(String symbol) {
        if (!peek().isSymbol(symbol)) {
            return false;
        }
        index++;
        return true;
    }

    void expectWords(String... words) {
        for (String word : words) {
            if (!tryWords(word)) {
                throw error();
            }
        }
    }

    void expectSymbol(String symbol) {
        if (!trySymbol(symbol)) {
            throw error();
        }
    }

    void expectEnd() {
        if (!atEnd()) {
            throw error();
        }
    }

    /** Reads one name, quoted or not. */
    String name() {
        if (!peek().isName()) {
            throw error();
        }
        return next().value();
    }

    /** Reads a name with as many names before it as there are dots; 42601 if none is here. */
    public QualifiedName qualifiedName() {
        int position = peek().start() + 1;
        var parts = new ArrayList<String>();
        parts.add(name());
        while (peek().isSymbol(".") && parts.size() < 3) {
            next();
            parts.add(name());
        }
        return new QualifiedName(parts, position);
    }

    List<QualifiedName> qualifiedNames() {
        var names = new ArrayList<QualifiedName>();
        do {
            names.add(qualifiedName());
        } while (trySymbol(","));
        return names;
    }

    List<String> names() {
        var names = new ArrayList<String>();
        do {
            names.add(name());
        } while (trySymbol(","));
        return names;
    }

    List<String> parenthesizedNames() {
        expectSymbol("(");
        List<String> names = names();
        expectSymbol(")");
        return names;
    }

    String string() {
        if (peek().kind() != Kind.STRING) {
            throw error();
        }
        return next().value();
    }

    long integer() {
        boolean negative = trySymbol("-");
        if (peek().kind() != Kind.NUMBER) {
            throw error();
        }
        try {
            long value = Long.parseLong(peek().value());
            next();
            return negative ? -value : value;
        } catch (NumberFormatException e) {
            throw error();
        }
    }

    int count() {
        long value = integer();
        if (value < 0 || value > Integer.MAX_VALUE) {
            index--;
            throw error();
        }
        return (int) value;
    }

    /**
     * Moves past an expression: up to a comma, closing parenthesis, the end, or one of some words, outside of any
     * parentheses; returns its text.
     */
    String expressionText(String... stopWords) {
        int start = peek().start();
        int depth = 0;
        int end = start;
        while (!atEnd()) {
            Lexeme lexeme = peek();
            // NULL is a value where an expression begins, and a constraint behind one.
            boolean value = end == start && lexeme.isWord("null");
            boolean stops = !value && !isOfDistinct(0) && isOneOf(lexeme, stopWords);
            if (depth == 0 && (lexeme.isSymbol(",") || lexeme.isSymbol(")") || stops)) {
                break;
            }
            if (lexeme.isSymbol("(") || lexeme.isSymbol("[")) {
                depth++;
            } else if (lexeme.isSymbol(")") || lexeme.isSymbol("]")) {
                depth--;
            }
            end = next().end();
        }
        if (end == start) {
            throw error();
        }
        return text.substring(start, end);
    }

    /** Returns whether the lexeme {@code offset} behind this one is FROM in IS DISTINCT FROM, which begins no clause. */
    boolean isOfDistinct(int offset) {
        return peek(offset).isWord("from") && peek(offset - 1).isWord("distinct");
    }

    private static boolean isOneOf(Lexeme lexeme, String[] words) {
        for (String word : words) {
            if (lexeme.isWord(word)) {
                return true;
            }
        }
        return false;
    }
}
