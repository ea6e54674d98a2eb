package dev.slipher.leader.systemtable;

import dev.slipher.leader.history.LoadLog;
import dev.slipher.leader.history.QueryLog;
import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.leader.transaction.LockHold;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What system relations are made from: the catalog as one session sees it at one version, and the node's logs.
 *
 * <p>A method that returns a list may look at the whole catalog. A relation asks for each list once a scan, and never once
 * a row.
 */
public interface SystemContext {
    /** A database. */
    record Database(int oid, String name, int ownerOid, String isolationLevel) {}

    /** A schema of the current database that is not built in. */
    record Schema(int oid, String name, int ownerOid) {}

    /** A user who may log in. */
    record User(
            int oid,
            String name,
            boolean superuser,
            boolean createDatabase,
            boolean hasPassword,
            int connectionLimit,
            Optional<Instant> validUntil,
            List<String> settings) {}

    /** A table of the current database or a temporary one of the session. */
    record Table(TableDefinition definition, String schema, boolean temporary, long rowCount, long byteCount) {}

    /** A view of the current database. */
    record View(ViewDefinition definition, String schema) {}

    /** A comment; {@code columnId} is 0 for one on the object itself. */
    record Comment(int objectOid, int columnId, String text) {}

    int databaseOid();

    String databaseName();

    int userOid();

    String userName();

    boolean isSuperuser();

    /** Returns the names of the schemas in which unqualified names are looked up, the implied ones first. */
    List<String> searchPath();

    List<Database> databases();

    List<Schema> schemas();

    List<User> users();

    List<Table> tables();

    /** Returns the one of {@link #tables()} with that oid, without a search. */
    Optional<Table> findTable(int oid);

    List<View> views();

    List<Comment> comments();

    List<LockHold> locks();

    /** Returns the segments of a table. */
    Iterable<SegmentRecord> segments(Table table);

    /** Returns the rights on an object in PostgreSQL's notation, empty when nobody but its owner has any. */
    List<String> accessList(int objectOid);

    /** Returns the time. */
    Instant now();

    SessionSettings settings();

    QueryLog queries();

    LoadLog loads();

    /** Returns the number of slices. */
    int sliceCount();

    /** Returns the name of the user, or nothing for an oid that is none's. */
    default Optional<String> userName(int oid) {
        return users().stream().filter(u -> u.oid() == oid).map(User::name).findFirst();
    }

    /** Returns the name of the user, {@code unknown (OID=n)} for an oid that is none's. */
    default String userNameOrUnknown(int oid) {
        return userName(oid).orElse("unknown (OID=%d)".formatted(oid));
    }
}
