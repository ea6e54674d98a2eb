package dev.slipher.leader.session;

import dev.slipher.leader.history.LoadLog;
import dev.slipher.leader.history.QueryLog;
import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.leader.systemtable.ConstraintTexts;
import dev.slipher.leader.systemtable.SystemContext;
import dev.slipher.leader.transaction.LockHold;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.Privilege;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.SegmentRecord;
import dev.slipher.storage.catalog.SettingScope;
import dev.slipher.storage.catalog.UserDefinition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What system relations show to one session: its transaction's catalog, its temporary tables, the node's logs.
 *
 * <p>The tables and their keys are collected when they are first asked for. Any thread that runs the statement may ask.
 */
final class CatalogSystemContext implements SystemContext {
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final SessionContext context;
    private final Catalog catalog;
    private final Catalog temporary;
    private final Map<Integer, String> schemaNames = new HashMap<>();
    private @Nullable Map<Integer, Table> tables;
    private @Nullable ConstraintTexts constraintTexts;

    CatalogSystemContext(SessionContext context) {
        this.context = context;
        catalog = context.transaction().catalog();
        temporary = context.transaction().temporary();
        for (var schema : catalog.schemas(context.databaseOid())) {
            schemaNames.put(schema.oid(), schema.name());
        }
    }

    /** Returns whether the session still sees what this shows. */
    boolean isCurrent() {
        var transaction = context.transaction();
        return transaction.catalog() == catalog && transaction.temporary() == temporary;
    }

    @Override
    public Instant now() {
        return context.now();
    }

    @Override
    public int databaseOid() {
        return context.databaseOid();
    }

    @Override
    public String databaseName() {
        return context.databaseName();
    }

    @Override
    public int userOid() {
        return context.userOid();
    }

    @Override
    public String userName() {
        return context.userName();
    }

    @Override
    public boolean isSuperuser() {
        return context.isSuperuser();
    }

    @Override
    public List<String> searchPath() {
        return context.names().searchPathNames();
    }

    @Override
    public List<Database> databases() {
        return catalog.databases().stream()
                .map(d -> new Database(d.oid(), d.name(), d.ownerOid(), isolationLevel(d.oid())))
                .toList();
    }

    private String isolationLevel(int databaseOid) {
        var level = catalog.settings(new SettingScope(databaseOid, 0)).get("default_transaction_isolation");
        return "serializable".equals(level) ? "Serializable" : "Snapshot Isolation";
    }

    @Override
    public List<Schema> schemas() {
        var schemas = new ArrayList<Schema>();
        for (var schema : catalog.schemas(context.databaseOid())) {
            schemas.add(new Schema(schema.oid(), schema.name(), schema.ownerOid()));
        }
        temporary.tables().stream()
                .findFirst()
                .ifPresent(t -> schemas.add(
                        new Schema(t.definition().schemaOid(), TemporaryRelations.SCHEMA, context.userOid())));
        return schemas;
    }

    @Override
    public List<User> users() {
        return catalog.users().stream().map(this::user).toList();
    }

    private User user(UserDefinition user) {
        var settings = catalog.settings(new SettingScope(0, user.oid())).entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .sorted()
                .toList();
        return new User(
                user.oid(),
                user.name(),
                user.superuser(),
                user.createDatabase(),
                user.passwordVerifier().isPresent(),
                user.connectionLimit().orElse(-1),
                user.validUntil().map(micros -> EPOCH.plus(micros, ChronoUnit.MICROS)),
                settings);
    }

    @Override
    public List<Table> tables() {
        return List.copyOf(tablesByOid().values());
    }

    @Override
    public Optional<Table> findTable(int oid) {
        return Optional.ofNullable(tablesByOid().get(oid));
    }

    private synchronized Map<Integer, Table> tablesByOid() {
        var known = tables;
        if (known == null) {
            known = collectTables();
            tables = known;
        }
        return known;
    }

    private Map<Integer, Table> collectTables() {
        var collected = new LinkedHashMap<Integer, Table>();
        for (var table : catalog.tables()) {
            var schema = schemaNames.get(table.definition().schemaOid());
            if (schema != null) {
                collected.put(table.oid(), table(table, schema, false));
            }
        }
        for (var table : temporary.tables()) {
            collected.put(table.oid(), table(table, TemporaryRelations.SCHEMA, true));
        }
        return collected;
    }

    private static Table table(dev.slipher.storage.catalog.Table table, String schema, boolean temporary) {
        var contents = table.contents();
        return new Table(table.definition(), schema, temporary, contents.rowCount(), contents.byteCount());
    }

    /** Returns the texts of the tables' keys. */
    synchronized ConstraintTexts constraintTexts() {
        var known = constraintTexts;
        if (known == null) {
            known = new ConstraintTexts(this);
            constraintTexts = known;
        }
        return known;
    }

    @Override
    public List<View> views() {
        var views = new ArrayList<View>();
        for (var view : catalog.views()) {
            var schema = schemaNames.get(view.schemaOid());
            if (schema != null) {
                views.add(new View(view, schema));
            }
        }
        return views;
    }

    @Override
    public List<Comment> comments() {
        var comments = new ArrayList<Comment>();
        catalog.comments().forEach((target, text) -> comments.add(new Comment(target.oid(), target.columnId(), text)));
        return comments;
    }

    @Override
    public List<LockHold> locks() {
        return context.warehouse().transactions().locks().list();
    }

    @Override
    public Iterable<SegmentRecord> segments(Table table) {
        return context.warehouse()
                .log()
                .contents()
                .segments(context.table(table.definition().oid()).contents());
    }

    @Override
    public List<String> accessList(int objectOid) {
        var lists = new LinkedHashMap<Parties, StringBuilder>();
        for (var privilege : catalog.privileges(objectOid)) {
            var grantee = privilege.granteeOid() == Privilege.PUBLIC
                    ? ""
                    : userName(privilege.granteeOid()).orElse("?");
            var parties = new Parties(grantee, grantor(objectOid, privilege));
            var letters = lists.computeIfAbsent(parties, _ -> new StringBuilder());
            var letter = String.valueOf(letter(privilege.right()));
            if (letters.indexOf(letter) >= 0) {
                continue;
            }
            letters.append(letter);
            if (privilege.grantable()) {
                letters.append('*');
            }
        }
        var list = new ArrayList<String>();
        lists.forEach((parties, letters) -> list.add(parties.grantee + "=" + letters + "/" + parties.grantor));
        return list;
    }

    private record Parties(String grantee, String grantor) {}

    /** Whoever was granted no option to grant the right has granted it as a superuser, in the owner's place. */
    private String grantor(int objectOid, Privilege privilege) {
        boolean own = catalog.privileges(objectOid).stream()
                .anyMatch(p ->
                        p.granteeOid() == privilege.grantorOid() && p.right() == privilege.right() && p.grantable());
        return own ? userNameOrUnknown(privilege.grantorOid()) : owner(objectOid);
    }

    private String owner(int objectOid) {
        int oid = catalog.findObject(objectOid)
                .map(object -> switch (object) {
                    case DatabaseDefinition database -> database.ownerOid();
                    case SchemaDefinition schema -> schema.ownerOid();
                    case dev.slipher.storage.catalog.TableDefinition table -> table.ownerOid();
                    case dev.slipher.storage.catalog.ViewDefinition view -> view.ownerOid();
                    case UserDefinition user -> user.oid();
                })
                .orElse(0);
        return userNameOrUnknown(oid);
    }

    private static char letter(Privilege.Right right) {
        return switch (right) {
            case SELECT -> 'r';
            case INSERT -> 'a';
            case UPDATE -> 'w';
            case DELETE -> 'd';
            case TRUNCATE -> 'D';
            case REFERENCES -> 'x';
            case DROP -> 'P';
            case ALTER -> 'A';
            case CREATE -> 'C';
            case USAGE -> 'U';
            case TEMPORARY -> 'T';
        };
    }

    @Override
    public SessionSettings settings() {
        return context.settings();
    }

    @Override
    public QueryLog queries() {
        return context.warehouse().queries();
    }

    @Override
    public LoadLog loads() {
        return context.warehouse().loads();
    }

    @Override
    public int sliceCount() {
        return context.warehouse().sliceCount();
    }

    /** Returns the name of the user, or nothing for an oid that is none's. */
    @Override
    public Optional<String> userName(int oid) {
        return new SessionCatalog(context).userName(oid);
    }
}
