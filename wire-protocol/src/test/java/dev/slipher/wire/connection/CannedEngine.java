package dev.slipher.wire.connection;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.auth.StartupRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands for the SQL engine: answers the statements that a test taught it, and knows BEGIN, COMMIT, ROLLBACK and SET. */
final class CannedEngine implements SessionFactory {
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    final Queue<CannedSession> opened = new ConcurrentLinkedQueue<>();
    final Queue<StartupRequest> requests = new ConcurrentLinkedQueue<>();

    /** What a statement gives. */
    sealed interface Answer {
        List<SqlType> parameters();

        /** Rows from batches that are made as they are asked for. */
        record Rows(List<SqlType> parameters, List<ResultColumn> columns, RowSource source, String tag)
                implements Answer {}

        /** Anything else: it may copy, wait, fail, and tells the tag at the end. */
        record Command(List<SqlType> parameters, Action action) implements Answer {}
    }

    /** Makes the batches of a result one by one. */
    interface RowSource {
        /** Returns batch {@code index}, or an empty batch after the last. */
        Batch batch(int index, List<Datum> parameters);
    }

    /** Runs a command and returns its tag. */
    interface Action {
        String run(CannedSession session, List<Datum> parameters, ResultSink sink) throws InterruptedException;
    }

    CannedEngine answer(String sql, Answer answer) {
        answers.put(sql, answer);
        return this;
    }

    CannedEngine rows(String sql, List<ResultColumn> columns, Batch batch) {
        return answer(
                sql,
                new Answer.Rows(
                        List.of(),
                        columns,
                        (index, _) -> index == 0 ? batch : empty(),
                        "SELECT " + batch.selectedCount()));
    }

    CannedEngine command(String sql, Action action) {
        return answer(sql, new Answer.Command(List.of(), action));
    }

    CannedEngine fails(String sql, SlipherException error) {
        return command(sql, (_, _, _) -> {
            throw error;
        });
    }

    static Batch empty() {
        return new Batch(new dev.slipher.storage.batch.Vector[0], 0);
    }

    @Override
    public Session open(StartupRequest request) {
        requests.add(request);
        if (request.database().equals("nowhere")) {
            throw new SlipherException(SqlState.INVALID_CATALOG_NAME, "database \"nowhere\" does not exist");
        }
        var session = new CannedSession(this, request);
        opened.add(session);
        return session;
    }

    Answer find(String sql) {
        var found = answers.get(sql.strip());
        if (found == null) {
            throw new SlipherException(SqlState.SYNTAX_ERROR, "syntax error at or near \"%s\"".formatted(sql))
                    .withPosition(1);
        }
        return found;
    }

    static List<String> split(String sql) {
        var statements = new ArrayList<String>();
        for (var part : sql.split(";")) {
            if (!part.isBlank()) {
                statements.add(part.strip());
            }
        }
        return statements;
    }
}
