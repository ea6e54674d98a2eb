package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.statement.SourceText;
import dev.slipher.leader.statement.Statement;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Parses statements about the session: transactions, settings, prepared statements, cursors, locks. */
final class SessionParser {
    private final LexemeCursor cursor;
    private final SourceText source;

    SessionParser(LexemeCursor cursor, SourceText source) {
        this.cursor = cursor;
        this.source = source;
    }

    Statement parse() {
        Lexeme first = cursor.next();
        return switch (first.value()) {
            case "begin" -> {
                transactionWord();
                yield new SessionStatement.Begin(modes(), source);
            }
            case "start" -> {
                cursor.expectWords("transaction");
                yield new SessionStatement.Begin(modes(), source);
            }
            case "commit", "end" -> {
                transactionWord();
                yield new SessionStatement.Commit(source);
            }
            case "rollback", "abort" -> {
                transactionWord();
                if (cursor.tryWords("to")) {
                    cursor.tryWords("savepoint");
                    yield new SessionStatement.RollbackTo(cursor.name(), source);
                }
                yield new SessionStatement.Rollback(source);
            }
            case "savepoint" -> new SessionStatement.Savepoint(cursor.name(), source);
            case "release" -> {
                cursor.tryWords("savepoint");
                yield new SessionStatement.ReleaseSavepoint(cursor.name(), source);
            }
            case "set" -> set();
            case "reset" -> reset();
            case "show" -> show();
            case "prepare" -> prepare();
            case "execute" -> execute();
            case "deallocate" -> {
                cursor.tryWords("prepare");
                yield new SessionStatement.Deallocate(nameOrAll(), source);
            }
            case "declare" -> declare();
            case "fetch", "move" -> fetch(first.value().equals("move"));
            case "close" -> new SessionStatement.CloseCursor(nameOrAll(), source);
            case "discard" -> discard();
            case "unlisten" -> {
                if (!cursor.trySymbol("*")) {
                    cursor.name();
                }
                yield new SessionStatement.Unlisten(source);
            }
            case "lock" -> lock();
            case "cancel" ->
                new SessionStatement.CancelQuery(
                        cursor.count(), cursor.atEnd() ? Optional.empty() : Optional.of(cursor.string()), source);
            default -> {
                cursor.moveTo(cursor.index() - 1);
                throw cursor.error();
            }
        };
    }

    private void transactionWord() {
        if (!cursor.tryWords("work")) {
            cursor.tryWords("transaction");
        }
    }

    private Optional<String> nameOrAll() {
        return cursor.tryWords("all") ? Optional.empty() : Optional.of(cursor.name());
    }

    private SessionStatement.TransactionModes modes() {
        Optional<String> isolation = Optional.empty();
        Optional<Boolean> readOnly = Optional.empty();
        while (!cursor.atEnd()) {
            if (cursor.tryWords("isolation", "level")) {
                String level = cursor.name();
                isolation = Optional.of(
                        level.equals("read") || level.equals("repeatable") ? level + " " + cursor.name() : level);
            } else if (cursor.tryWords("read", "only")) {
                readOnly = Optional.of(true);
            } else if (cursor.tryWords("read", "write")) {
                readOnly = Optional.of(false);
            } else if (!cursor.tryWords("deferrable") && !cursor.tryWords("not", "deferrable")) {
                throw cursor.error();
            }
            cursor.trySymbol(",");
        }
        return new SessionStatement.TransactionModes(isolation, readOnly);
    }

    private Statement set() {
        if (cursor.tryWords("transaction")) {
            return new SessionStatement.SetTransaction(false, modes(), source);
        }
        if (cursor.tryWords("session", "characteristics", "as", "transaction")) {
            return new SessionStatement.SetTransaction(true, modes(), source);
        }
        boolean local = false;
        boolean scoped = (cursor.isWord("local") || cursor.isWord("session"))
                && cursor.peek(1).isName();
        if (scoped && !cursor.isWords("session", "authorization")) {
            local = cursor.next().isWord("local");
        }
        if (cursor.tryWords("session", "authorization")) {
            return authorization(local);
        }
        if (cursor.tryWords("time", "zone")) {
            return new SessionStatement.SetParameter("timezone", local, zone(), source);
        }
        if (cursor.tryWords("names")) {
            return new SessionStatement.SetParameter("client_encoding", local, values(), source);
        }
        String name = parameterName();
        if (!cursor.trySymbol("=")) {
            cursor.expectWords("to");
        }
        return new SessionStatement.SetParameter(name, local, values(), source);
    }

    private Statement authorization(boolean local) {
        if (cursor.tryWords("default")) {
            return new SessionStatement.SetAuthorization(Optional.empty(), local, source);
        }
        String user = cursor.peek().kind() == Kind.STRING ? cursor.string() : cursor.name();
        return new SessionStatement.SetAuthorization(Optional.of(user), local, source);
    }

    private List<String> zone() {
        if (cursor.tryWords("local")) {
            return List.of();
        }
        if (cursor.isWord("interval")) {
            cursor.next();
            String offset = cursor.string();
            TypeName.intervalFields(cursor);
            return List.of(offset);
        }
        return values();
    }

    private String parameterName() {
        var name = new StringBuilder(cursor.name());
        while (cursor.trySymbol(".")) {
            name.append('.').append(cursor.name());
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private List<String> values() {
        if (cursor.tryWords("default")) {
            return List.of();
        }
        var values = new ArrayList<String>();
        do {
            boolean negative = cursor.trySymbol("-");
            Lexeme lexeme = cursor.peek();
            if (lexeme.kind() != Kind.STRING && lexeme.kind() != Kind.NUMBER && !lexeme.isName()) {
                throw cursor.error();
            }
            values.add((negative ? "-" : "") + cursor.next().value());
        } while (cursor.trySymbol(","));
        return values;
    }

    private Statement reset() {
        if (cursor.tryWords("all")) {
            return new SessionStatement.ResetParameter(Optional.empty(), source);
        }
        if (cursor.tryWords("session", "authorization")) {
            return new SessionStatement.ResetParameter(Optional.of("session_authorization"), source);
        }
        String name = cursor.tryWords("time", "zone") ? "timezone" : parameterName();
        return new SessionStatement.ResetParameter(Optional.of(name), source);
    }

    private Statement show() {
        if (cursor.tryWords("all")) {
            return new SessionStatement.ShowParameter(Optional.empty(), source);
        }
        if ((cursor.isWord("table") || cursor.isWord("view")) && cursor.peek(1).isName()) {
            boolean view = cursor.next().isWord("view");
            return new SessionStatement.ShowRelation(view, cursor.qualifiedName(), source);
        }
        if (cursor.tryWords("time", "zone")) {
            return new SessionStatement.ShowParameter(Optional.of("timezone"), source);
        }
        if (cursor.tryWords("transaction", "isolation", "level")) {
            return new SessionStatement.ShowParameter(Optional.of("transaction_isolation"), source);
        }
        if (cursor.tryWords("session", "authorization")) {
            return new SessionStatement.ShowParameter(Optional.of("session_authorization"), source);
        }
        return new SessionStatement.ShowParameter(Optional.of(parameterName()), source);
    }

    private Statement prepare() {
        String name = cursor.name();
        var types = new ArrayList<SqlType>();
        if (cursor.trySymbol("(")) {
            do {
                types.add(TypeName.read(cursor, SqlType.MAX_VARCHAR_LENGTH).type());
            } while (cursor.trySymbol(","));
            cursor.expectSymbol(")");
        }
        cursor.expectWords("as");
        int from = cursor.index();
        while (!cursor.atEnd()) {
            cursor.next();
        }
        if (from == cursor.index()) {
            throw cursor.error();
        }
        return new SessionStatement.Prepare(
                name, types, StatementParser.parse(cursor.text(), cursor.between(from, cursor.index())), source);
    }

    /** The arguments of {@code EXECUTE p(x, y)} are parsed as {@code SELECT x, y}. */
    private Statement execute() {
        String name = cursor.name();
        if (cursor.atEnd()) {
            return new SessionStatement.Execute(name, Optional.empty(), source);
        }
        Lexeme open = cursor.peek();
        cursor.expectSymbol("(");
        var query = new ArrayList<Lexeme>();
        query.add(new Lexeme(Kind.WORD, "select", open.start(), open.end()));
        int from = cursor.index();
        do {
            cursor.expressionText();
        } while (cursor.trySymbol(","));
        query.addAll(cursor.between(from, cursor.index()));
        cursor.expectSymbol(")");
        return new SessionStatement.Execute(name, Optional.of(QueryParser.parse(cursor.text(), query)), source);
    }

    private Statement declare() {
        String name = cursor.name();
        while (!cursor.isWord("cursor")) {
            if (!cursor.tryWords("binary")
                    && !cursor.tryWords("insensitive")
                    && !cursor.tryWords("no", "scroll")
                    && !cursor.tryWords("scroll")) {
                throw cursor.error();
            }
        }
        cursor.expectWords("cursor");
        boolean hold = cursor.tryWords("with", "hold");
        cursor.tryWords("without", "hold");
        cursor.expectWords("for");
        int from = cursor.index();
        while (!cursor.atEnd()) {
            cursor.next();
        }
        ParsedQuery query = QueryParser.parse(cursor.text(), cursor.between(from, cursor.index()));
        return new SessionStatement.DeclareCursor(name, hold, query, source);
    }

    private Statement fetch(boolean move) {
        OptionalLong count = OptionalLong.of(1);
        cursor.tryWords("next");
        if (cursor.isWord("backward")
                || cursor.isWord("prior")
                || cursor.isWord("absolute")
                || cursor.isWord("relative")) {
            throw Unsupported.feature("backward movement of cursors", cursor.peek());
        }
        if (cursor.tryWords("forward", "all") || cursor.tryWords("all")) {
            count = OptionalLong.empty();
        } else {
            cursor.tryWords("forward");
            if (cursor.peek().kind() == Kind.NUMBER) {
                count = OptionalLong.of(cursor.integer());
            }
        }
        if (!cursor.tryWords("from")) {
            cursor.tryWords("in");
        }
        return new SessionStatement.Fetch(cursor.name(), count, move, source);
    }

    private Statement discard() {
        if (cursor.tryWords("all")) {
            return new SessionStatement.Discard(SessionStatement.DiscardTarget.ALL, source);
        }
        if (cursor.tryWords("plans")) {
            return new SessionStatement.Discard(SessionStatement.DiscardTarget.PLANS, source);
        }
        if (cursor.tryWords("temp") || cursor.tryWords("temporary")) {
            return new SessionStatement.Discard(SessionStatement.DiscardTarget.TEMPORARY, source);
        }
        throw cursor.error();
    }

    private Statement lock() {
        cursor.tryWords("table");
        var statement = new SessionStatement.LockTables(cursor.qualifiedNames(), source);
        if (cursor.tryWords("in")) {
            while (!cursor.atEnd() && !cursor.isWord("mode")) {
                cursor.name();
            }
            cursor.expectWords("mode");
        }
        return statement;
    }
}
