package dev.slipher.leader.systemtable;

import dev.slipher.leader.history.LoadLog;
import dev.slipher.leader.history.QueryLog;
import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.leader.transaction.LockHold;
import dev.slipher.leader.transaction.LockMode;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A catalog of many tables, views and comments, which counts how often each of its lists is asked for.
 *
 * <p>Every table has a primary key, and all but the first a foreign key to the one before, and another to a column of it
 * that is gone.
 */
final class CountingContext implements SystemContext {
    static final int FIRST_TABLE = 100_000;

    private static final int SCHEMA = 50;
    private static final int FIRST_VIEW = 200_000;
    private static final int OWNER = 60;

    private final int size;
    private final Map<String, Integer> calls = new TreeMap<>();

    CountingContext(int size) {
        this.size = size;
    }

    /** Returns how often each list was asked for, by name; those never asked for are missing. */
    Map<String, Integer> calls() {
        return calls;
    }

    private <T> List<T> list(String name, int length, IntFunction<T> element) {
        calls.merge(name, 1, Integer::sum);
        return IntStream.range(0, length).mapToObj(element).toList();
    }

    static TableDefinition definition(int i) {
        var column = new Column(
                1,
                "id",
                SqlType.Simple.BIGINT,
                false,
                Optional.of("7"),
                Datum.Null.NULL,
                Optional.empty(),
                Optional.empty());
        var primary = new Constraint.PrimaryKey("t%d_pkey".formatted(i), List.of(1));
        var foreign = new Constraint.ForeignKey("t%d_fkey".formatted(i), List.of(1), FIRST_TABLE + i - 1, List.of(1));
        var lost = new Constraint.ForeignKey("t%d_lost".formatted(i), List.of(1), FIRST_TABLE + i - 1, List.of(9));
        return new TableDefinition(
                FIRST_TABLE + i,
                SCHEMA,
                "t" + i,
                OWNER,
                List.of(column),
                2,
                new Distribution.Key(1),
                SortKey.NONE,
                i == 0 ? List.of(primary) : List.of(primary, foreign, lost));
    }

    private static Table table(int i) {
        return new Table(definition(i), "public", false, 1_000 + i, 4 << 20);
    }

    private static View view(int i) {
        var columns = List.of(new ViewDefinition.ViewColumn("id", SqlType.Simple.BIGINT));
        var definition = new ViewDefinition(
                FIRST_VIEW + i,
                SCHEMA,
                "v" + i,
                OWNER,
                columns,
                "SELECT id FROM t" + i,
                List.of("public"),
                false,
                List.of(FIRST_TABLE + i));
        return new View(definition, "public");
    }

    @Override
    public List<Table> tables() {
        return list("tables", size, CountingContext::table);
    }

    @Override
    public Optional<Table> findTable(int oid) {
        int i = oid - FIRST_TABLE;
        return i < 0 || i >= size ? Optional.empty() : Optional.of(table(i));
    }

    @Override
    public List<View> views() {
        return list("views", size, CountingContext::view);
    }

    @Override
    public List<Comment> comments() {
        return list("comments", size, i -> new Comment(FIRST_TABLE + i, i % 2, "comment " + i));
    }

    @Override
    public List<Database> databases() {
        return list("databases", 2, i -> new Database(i + 1, "d" + i, OWNER, "Serializable"));
    }

    @Override
    public List<Schema> schemas() {
        return list("schemas", 1, _ -> new Schema(SCHEMA, "public", OWNER));
    }

    @Override
    public List<User> users() {
        return list("users", 1, _ -> new User(OWNER, "owner", true, true, false, -1, Optional.empty(), List.of()));
    }

    @Override
    public List<LockHold> locks() {
        return list("locks", size, i -> new LockHold(FIRST_TABLE + i, i, i, LockMode.WRITE, true, now()));
    }

    @Override
    public List<String> searchPath() {
        return list("searchPath", 1, _ -> "public");
    }

    @Override
    public Iterable<SegmentRecord> segments(Table table) {
        return List.of();
    }

    @Override
    public List<String> accessList(int objectOid) {
        return List.of();
    }

    @Override
    public Optional<String> userName(int oid) {
        return Optional.of("owner");
    }

    @Override
    public int databaseOid() {
        return 1;
    }

    @Override
    public String databaseName() {
        return "d0";
    }

    @Override
    public int userOid() {
        return OWNER;
    }

    @Override
    public String userName() {
        return "owner";
    }

    @Override
    public boolean isSuperuser() {
        return true;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public SessionSettings settings() {
        return new SessionSettings();
    }

    @Override
    public QueryLog queries() {
        return new QueryLog(1 << 20);
    }

    @Override
    public LoadLog loads() {
        return new LoadLog();
    }

    @Override
    public int sliceCount() {
        return 4;
    }
}
