package dev.slipher.leader.systemtable;

import dev.slipher.leader.history.QueryRecord;
import java.util.List;

/** The statements that a session may see: a superuser all, others their own. */
final class QueryAccess {
    private QueryAccess() {}

    static List<QueryRecord> running(SystemContext context) {
        return visible(context, context.queries().running());
    }

    static List<QueryRecord> ended(SystemContext context) {
        return visible(context, context.queries().ended());
    }

    /** Returns the first {@code length} characters of the statement. */
    static String shortText(QueryRecord query, int length) {
        var text = query.text();
        return text.length() <= length ? text : text.substring(0, length);
    }

    private static List<QueryRecord> visible(SystemContext context, List<QueryRecord> queries) {
        return context.isSuperuser()
                ? queries
                : queries.stream()
                        .filter(q -> q.session().userOid() == context.userOid())
                        .toList();
    }
}
