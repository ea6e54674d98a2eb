package dev.slipher.leader.history;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All live sessions, the statements that run, and the last {@value #KEPT} that ended, or fewer if their texts are long.
 *
 * <p>Safe for use by all sessions at once.
 */
public final class QueryLog {
    /** How many ended statements are remembered. */
    static final int KEPT = 20_000;

    /** How many characters their texts may have together, however much memory there is. */
    private static final long MOST_CHARACTERS = 16L << 20;

    /** How many of them still have their plan. */
    static final int PLANS_KEPT = 500;

    private final long keptCharacters;
    private final ConcurrentHashMap<Integer, SessionRecord> sessions = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, QueryRecord> running = new ConcurrentHashMap<>();
    private final ArrayDeque<QueryRecord> ended = new ArrayDeque<>();
    private long endedCharacters;
    private final ArrayDeque<QueryRecord> withPlan = new ArrayDeque<>();
    private final AtomicLong nextId = new AtomicLong(1);
    private volatile long lastEndNanos = System.nanoTime();

    /** @param textBytes what the texts of ended statements may take */
    public QueryLog(long textBytes) {
        keptCharacters = Math.min(MOST_CHARACTERS, textBytes);
    }

    /** Returns an id for a new statement; ids ascend. */
    public long newQueryId() {
        return nextId.getAndIncrement();
    }

    public void sessionStarted(SessionRecord session) {
        sessions.put(session.processId(), session);
    }

    public void sessionEnded(SessionRecord session) {
        sessions.remove(session.processId(), session);
    }

    public void started(QueryRecord query) {
        running.put(query.id(), query);
        query.session().setCurrent(query);
    }

    /** Moves a statement, whose end it already knows, to the ended ones. */
    public void ended(QueryRecord query) {
        lastEndNanos = System.nanoTime();
        running.remove(query.id());
        synchronized (ended) {
            ended.addLast(query);
            endedCharacters += query.text().length();
            while (ended.size() > KEPT || endedCharacters > keptCharacters) {
                endedCharacters -= ended.removeFirst().text().length();
            }
            if (query.trace() != null) {
                withPlan.addLast(query);
                if (withPlan.size() > PLANS_KEPT) {
                    withPlan.removeFirst().dropTrace();
                }
            }
        }
    }

    public Collection<SessionRecord> sessions() {
        return List.copyOf(sessions.values());
    }

    /** Returns the statements that run, oldest first. */
    public List<QueryRecord> running() {
        return running.values().stream()
                .sorted(Comparator.comparingLong(QueryRecord::id))
                .toList();
    }

    /** Returns whether no statement runs, and none has for as long as {@code rest}. */
    public boolean isCalm(Duration rest) {
        return running.isEmpty() && System.nanoTime() - lastEndNanos >= rest.toNanos();
    }

    /** Returns the statements that ended, oldest first. */
    public List<QueryRecord> ended() {
        synchronized (ended) {
            return new ArrayList<>(ended);
        }
    }
}
