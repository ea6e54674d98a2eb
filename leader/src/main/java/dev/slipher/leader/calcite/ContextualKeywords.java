package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;

/** Words that are keywords beside certain others and names elsewhere. */
final class ContextualKeywords {
    private ContextualKeywords() {}

    /** Returns whether an expression may start with the lexeme. */
    static boolean startsExpression(Lexeme lexeme) {
        return switch (lexeme.kind()) {
            case WORD -> !TokenKinds.isReserved(lexeme.value()) || lexeme.isWord("case") || lexeme.isWord("not");
            case QUOTED_NAME, STRING, NUMBER, PARAMETER -> true;
            case SYMBOL -> lexeme.isSymbol("(") || lexeme.isSymbol("-");
            case END -> false;
        };
    }

    private static boolean isPivot(Lexeme previous, Lexeme next) {
        boolean afterTable = previous.isSymbol(")")
                || previous.isName() && !(previous.kind() == Kind.WORD && TokenKinds.isReserved(previous.value()));
        return afterTable && (next.isSymbol("(") || next.isWord("include") || next.isWord("exclude"));
    }

    /** Says whether the word at the cursor is a keyword between its neighbours; where it is none, it is a name. */
    static boolean isKeyword(String word, LexemeCursor cursor) {
        Lexeme previous = cursor.peek(-1);
        Lexeme next = cursor.peek(1);
        if (TokenKinds.isReserved(word)) {
            return true;
        }
        return switch (word) {
            case "by" -> previous.isWord("group") || previous.isWord("order") || previous.isWord("partition");
            case "over" -> previous.isSymbol(")") || previous.isWord("nulls");
            case "partition" -> next.isWord("by");
            case "rows", "range" ->
                next.isWord("between")
                        || next.isWord("unbounded")
                        || next.isWord("current")
                        || next.kind() == Kind.NUMBER
                        || next.kind() == Kind.PARAMETER
                        || word.equals("rows")
                                && (next.isWord("only") || cursor.peek(-2).isWord("offset"));
            case "unbounded" -> next.isWord("preceding") || next.isWord("following");
            case "current" -> next.isWord("row");
            case "row" ->
                previous.isWord("current")
                        || next.isWord("only")
                        || cursor.peek(-2).isWord("offset");
            case "preceding", "following" ->
                previous.isWord("unbounded") || previous.kind() == Kind.NUMBER || previous.kind() == Kind.STRING;
            case "filter" -> previous.isSymbol(")") && next.isSymbol("(");
            case "within" -> next.isWord("group");
            case "nulls" ->
                next.isWord("first")
                        || next.isWord("last")
                        || previous.isWord("ignore")
                        || previous.isWord("respect")
                        || cursor.peek(-2).isWord("unpivot");
            case "ignore", "respect" -> next.isWord("nulls");
            case "first", "last" -> previous.isWord("nulls") || previous.isWord("fetch");
            case "next" -> previous.isWord("fetch");
            case "only" -> previous.isWord("row") || previous.isWord("rows");
            case "fetch" -> next.isWord("first") || next.isWord("next");
            case "grouping" -> next.isWord("sets");
            case "sets" -> previous.isWord("grouping");
            case "rollup", "cube" -> next.isSymbol("(");
            case "exclude" ->
                previous.isSymbol("*") && next.isSymbol("(") || previous.isWord("unpivot") && next.isWord("nulls");
            case "include" -> previous.isWord("unpivot") && next.isWord("nulls");
            case "pivot", "unpivot" -> isPivot(previous, next);
            case "recursive" -> previous.isWord("with");
            case "escape" -> next.kind() == Kind.STRING;
            case "array" -> next.isSymbol("[") || next.isSymbol("(");
            case "unknown" -> previous.isWord("is") || previous.isWord("not");
            case "at" -> next.isWord("time") && cursor.peek(2).isWord("zone");
            case "time" -> previous.isWord("at") && next.isWord("zone");
            case "zone" -> previous.isWord("time") && cursor.peek(-2).isWord("at");
            default -> false;
        };
    }
}
