package dev.slipher.compute.expression;

import dev.slipher.storage.type.SessionTime;
import java.util.List;

/**
 * What a statement's expressions may know of the session that runs it, fixed for the whole statement and on all nodes.
 *
 * @param time the session's time zone and the statement's time
 * @param transactionMicros when the transaction began, in µs since 2000-01-01 UTC; what now() returns
 * @param currentUser whose rights hold
 * @param sessionUser who logged in
 * @param searchPath schemas in order, the first being current_schema
 * @param randomSeed what random() starts from; evaluators mix in their own number
 * @param catalog what functions about the catalog ask
 */
public record EvaluationContext(
        SessionTime time,
        long transactionMicros,
        String currentUser,
        String sessionUser,
        String database,
        List<String> searchPath,
        long randomSeed,
        CatalogLookup catalog) {
    public EvaluationContext {
        searchPath = List.copyOf(searchPath);
    }

    /** Makes a context in which nothing is known of the catalog. */
    public EvaluationContext(
            SessionTime time,
            long transactionMicros,
            String currentUser,
            String sessionUser,
            String database,
            List<String> searchPath,
            long randomSeed) {
        this(time, transactionMicros, currentUser, sessionUser, database, searchPath, randomSeed, CatalogLookup.NONE);
    }
}
