package dev.slipher.leader.session;

import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.type.SqlType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plans by what a statement says, where it is said and who says it; a plan that is out of date is replaced when it is asked
 * for. Segments and rights are no part of it, and looked up anew for each execution. The least recently used go first.
 *
 * <p>Safe for use by all sessions at once; planning happens outside of the lock.
 */
final class PlanCache {
    private static final int CAPACITY = 2_000;
    /** What all texts may have together: a plan takes some tens of bytes a character. */
    private static final int MAX_CHARACTERS = 1 << 20;
    /** A longer one, such as an INSERT of many rows, hardly comes again, and its plan is large. */
    private static final int LONGEST_TEXT = 10_000;

    private final LinkedHashMap<Key, Entry> plans = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;

    /**
     * What a plan depends on besides the catalog.
     *
     * @param settings those that change what a statement means
     */
    record Key(
            String text, List<Optional<SqlType>> parameterTypes, int databaseOid, int userOid, List<String> settings) {}

    /** A plan, and a version of the catalog at which the names that it was made with mean what they did then. */
    static final class Entry {
        private final Object plan;
        private final Lookups lookups;
        private volatile Catalog.Header seen;

        Entry(Object plan, Lookups lookups, Catalog.Header seen) {
            this.plan = plan;
            this.lookups = lookups;
            this.seen = seen;
        }

        Object plan() {
            return plan;
        }

        /** Returns whether a session that sees {@code present} would get the same plan; two numbers mostly say so. */
        boolean isCurrent(SessionContext context, Catalog.Header present) {
            var last = seen;
            boolean unchanged = last.schemaVersion() == present.schemaVersion()
                    && last.statisticsEpoch() == present.statisticsEpoch();
            if (unchanged && context.temporary().isEmpty()) {
                return true;
            }
            boolean holds = lookups.hold(context);
            if (holds && !unchanged) {
                seen = present;
            }
            return holds;
        }
    }

    /** Returns what is known for {@code key}, which may be out of date. */
    @Nullable
    Entry findOrNull(Key key) {
        synchronized (plans) {
            return plans.get(key);
        }
    }

    /** Keeps a plan in place of the one before. */
    void keep(Key key, Entry entry) {
        if (key.text().length() > LONGEST_TEXT) {
            return;
        }
        synchronized (plans) {
            if (plans.put(key, entry) == null) {
                characters += key.text().length();
            }
            while (plans.size() > CAPACITY || characters > MAX_CHARACTERS) {
                var eldest = plans.entrySet().iterator();
                characters -= eldest.next().getKey().text().length();
                eldest.remove();
            }
        }
    }
}
