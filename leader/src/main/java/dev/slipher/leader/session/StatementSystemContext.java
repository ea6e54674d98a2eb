package dev.slipher.leader.session;

import org.jspecify.annotations.Nullable;

/**
 * The system context that the scans of one statement share, or its functions, so that they collect what it shows once.
 *
 * <p>It is made when first asked for, and again if the session has come to see another version since: a cursor may read
 * on after a statement that changes the catalog.
 */
final class StatementSystemContext {
    private final SessionContext context;
    private @Nullable CatalogSystemContext latest;

    StatementSystemContext(SessionContext context) {
        this.context = context;
    }

    synchronized CatalogSystemContext get() {
        var known = latest;
        if (known == null || !known.isCurrent()) {
            known = new CatalogSystemContext(context);
            latest = known;
        }
        return known;
    }
}
