package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.storage.error.SlipherException;
import java.util.Set;

/** Words that are keywords beside certain others and names elsewhere. */
final class ContextualKeywords {
    private static final Set<String> NILADIC = Set.of(
            "current_date",
            "current_time",
            "current_timestamp",
            "localtime",
            "localtimestamp",
            "current_user",
            "session_user",
            "user",
            "current_role",
            "current_catalog",
            "current_schema",
            "sysdate");

    private static final Set<String> UNIT_FIRST = Set.of(
            "dateadd",
            "datediff",
            "date_part",
            "date_add",
            "date_diff",
            "datepart",
            "date_trunc",
            "timestampadd",
            "timestampdiff");

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

    /** Returns whether the ORDER at the cursor orders the arguments of a call: {@code f(x ORDER BY y)}. */
    static boolean ordersArguments(Lexeme order, LexemeCursor cursor) {
        int open = -1;
        for (int inside = 0; inside >= 0; open--) {
            Lexeme lexeme = cursor.peek(open);
            if (lexeme.kind() == Kind.END) {
                return false;
            }
            inside += lexeme.isSymbol(")") ? 1 : lexeme.isSymbol("(") ? -1 : 0;
        }
        // The loop went one past the parenthesis, to what stands before it.
        Lexeme function = cursor.peek(open);
        Lexeme first = cursor.peek(open + 2);
        boolean call = function.isName()
                && !TokenKinds.isReserved(function.value())
                && !function.isWord("group")
                && !function.isWord("over");
        return call
                && !first.isWord("partition")
                && !first.isWord("select")
                && !first.isWord("with")
                && !first.equals(order);
    }

    /** Returns whether the parenthesis at the cursor lists the columns of a function in FROM with their types. */
    static boolean definesColumns(LexemeCursor cursor) {
        boolean aliased = isPlainName(cursor.peek(-1))
                && !cursor.peek(-1).isWord("over")
                && (cursor.peek(-2).isSymbol(")")
                        || cursor.peek(-2).isWord("as") && cursor.peek(-3).isSymbol(")"));
        return aliased && isPlainName(cursor.peek(1)) && isPlainName(cursor.peek(2));
    }

    /** Returns whether the TRIM at the cursor is {@code TRIM([BOTH | …] … FROM …)} rather than a function's call. */
    static boolean trimsAsStandard(LexemeCursor cursor) {
        Lexeme first = cursor.peek(2);
        if (first.isWord("both") || first.isWord("leading") || first.isWord("trailing")) {
            return true;
        }
        int inside = 0;
        for (int i = 1; cursor.peek(i).kind() != Kind.END; i++) {
            Lexeme lexeme = cursor.peek(i);
            inside += lexeme.isSymbol("(") ? 1 : lexeme.isSymbol(")") ? -1 : 0;
            if (inside == 0) {
                return false;
            }
            if (inside == 1 && lexeme.isWord("from")) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the word is a function that is called without parentheses. */
    static boolean isNiladic(String word) {
        return NILADIC.contains(word);
    }

    /** Returns whether the call at the cursor begins with the name of a unit of time: {@code dateadd(month, …)}. */
    static boolean startsWithUnit(String function, LexemeCursor cursor) {
        return UNIT_FIRST.contains(function)
                && cursor.peek(2).kind() == Kind.WORD
                && cursor.peek(3).isSymbol(",");
    }

    /**
     * Returns the IN between the operands of the POSITION at the cursor, the first outside of parentheses and CASE.
     *
     * @throws SlipherException 42601 if there is none
     */
    static Lexeme positionSeparator(LexemeCursor cursor) {
        int inside = 0;
        for (int i = 1; ; i++) {
            Lexeme lexeme = cursor.peek(i);
            boolean isField = cursor.peek(i - 1).isSymbol(".");
            if (lexeme.isSymbol("(") || lexeme.isSymbol("[") || lexeme.isWord("case") && !isField) {
                inside++;
            } else if (lexeme.isSymbol(")") || lexeme.isSymbol("]") || lexeme.isWord("end") && !isField) {
                inside--;
            }
            if (inside == 1 && lexeme.isWord("in")) {
                return lexeme;
            }
            if (inside == 0 || lexeme.kind() == Kind.END) {
                throw cursor.error(i);
            }
        }
    }

    private static boolean isPlainName(Lexeme lexeme) {
        return lexeme.isName() && !(lexeme.kind() == Kind.WORD && TokenKinds.isReserved(lexeme.value()));
    }

    /** Returns whether the word at the cursor, ROWS, RANGE or GROUPS, begins the frame of a window. */
    static boolean startsFrame(LexemeCursor cursor) {
        return startsFrame(cursor, 0) && isWindow(cursor, openParenthesis(cursor));
    }

    private static boolean startsFrame(LexemeCursor cursor, int distance) {
        Lexeme next = cursor.peek(distance + 1);
        return next.isWord("between")
                || next.isWord("unbounded")
                || next.isWord("current")
                || next.isWord("interval")
                || next.kind() == Kind.NUMBER
                || next.kind() == Kind.STRING
                || next.kind() == Kind.PARAMETER;
    }

    /** Returns whether the word at the cursor stands in a frame, as PRECEDING behind a value does. */
    private static boolean isInFrame(LexemeCursor cursor) {
        int open = openParenthesis(cursor);
        if (!isWindow(cursor, open)) {
            return false;
        }
        for (int distance = open + 1; distance < 0; distance++) {
            Lexeme lexeme = cursor.peek(distance);
            boolean unit = lexeme.isWord("rows") || lexeme.isWord("range") || lexeme.isWord("groups");
            if (unit && startsFrame(cursor, distance)) {
                return true;
            }
        }
        return false;
    }

    /** Returns how far back the parenthesis is that the cursor is in; where it is in none, the distance of an end. */
    private static int openParenthesis(LexemeCursor cursor) {
        int back = 0;
        for (int outside = 0; outside >= 0; ) {
            Lexeme lexeme = cursor.peek(--back);
            if (lexeme.kind() == Kind.END) {
                break;
            }
            outside += lexeme.isSymbol(")") ? 1 : lexeme.isSymbol("(") ? -1 : 0;
        }
        return back;
    }

    /** Returns whether a parenthesis holds a window: behind OVER, or AS where no query follows. */
    private static boolean isWindow(LexemeCursor cursor, int open) {
        Lexeme before = cursor.peek(open - 1);
        Lexeme first = cursor.peek(open + 1);
        boolean query = first.isWord("select")
                || first.isWord("with")
                || first.isWord("values")
                || first.isWord("table")
                || first.isSymbol("(");
        return cursor.peek(open).isSymbol("(") && (before.isWord("over") || before.isWord("as") && !query);
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
            case "rows" ->
                startsFrame(cursor) || next.isWord("only") || cursor.peek(-2).isWord("offset");
            case "range" -> startsFrame(cursor);
            case "unbounded" -> next.isWord("preceding") || next.isWord("following");
            case "current" -> next.isWord("row");
            case "row" ->
                previous.isWord("current")
                        || next.isWord("only")
                        || cursor.peek(-2).isWord("offset");
            case "preceding", "following" -> previous.isWord("unbounded") || isInFrame(cursor);
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
            case "overlaps" -> previous.isSymbol(")") && (next.isSymbol("(") || next.isWord("row"));
            case "ordinality" -> previous.isWord("with");
            case "at" -> next.isWord("time") && cursor.peek(2).isWord("zone");
            case "time" -> previous.isWord("at") && next.isWord("zone");
            case "zone" -> previous.isWord("time") && cursor.peek(-2).isWord("at");
            default -> false;
        };
    }
}
