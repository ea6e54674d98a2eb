package dev.slipher.leader.session;

import dev.slipher.storage.type.SqlType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Plans by all that they depend on but segments and rights, which are looked at anew for each execution; the least
 * recently used go first.
 *
 * <p>Safe for use by all sessions at once; planning happens outside of the lock.
 */
final class PlanCache {
    private static final int CAPACITY = 2_000;
    /** What all texts may have together: a plan takes some tens of bytes a character. */
    private static final int MAX_CHARACTERS = 1 << 20;
    /** A longer one, such as an INSERT of many rows, hardly comes again, and its plan is large. */
    private static final int LONGEST_TEXT = 10_000;

    private final LinkedHashMap<Key, Object> plans = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;

    /**
     * What a plan depends on.
     *
     * @param settings those that change what a statement means
     * @param schemaVersion the catalog's counter of definitions
     * @param statisticsEpoch the catalog's counter of statistics
     */
    record Key(
            String text,
            List<Optional<SqlType>> parameterTypes,
            int databaseOid,
            int userOid,
            List<String> settings,
            long schemaVersion,
            long statisticsEpoch) {}

    /** Returns the plan for {@code key}, made by {@code planner} if it is not known. */
    <T> T get(Key key, Class<T> type, Supplier<T> planner) {
        Object known;
        synchronized (plans) {
            known = plans.get(key);
        }
        if (type.isInstance(known)) {
            return type.cast(known);
        }
        var plan = planner.get();
        if (key.text().length() <= LONGEST_TEXT) {
            synchronized (plans) {
                keep(key, plan);
            }
        }
        return plan;
    }

    private void keep(Key key, Object plan) {
        if (plans.put(key, plan) == null) {
            characters += key.text().length();
        }
        while (plans.size() > CAPACITY || characters > MAX_CHARACTERS) {
            var eldest = plans.entrySet().iterator();
            characters -= eldest.next().getKey().text().length();
            eldest.remove();
        }
    }
}
