package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.parser.SimpleCharStream;
import dev.slipher.leader.calcite.parser.SlipherParserImplTokenManager;
import dev.slipher.leader.calcite.parser.Token;
import java.io.Reader;
import java.util.List;

/** Hands the generated parser tokens that are ready in a list, where it would scan text itself. */
final class TokenFeed extends SlipherParserImplTokenManager {
    private final List<Token> tokens;
    private int next;

    /** Takes tokens of which the last is the end of input, given again and again. */
    TokenFeed(List<Token> tokens) {
        super(new SimpleCharStream(Reader.nullReader(), 1, 1, 1));
        this.tokens = tokens;
    }

    @Override
    public Token getNextToken() {
        return tokens.get(next < tokens.size() - 1 ? next++ : next);
    }
}
