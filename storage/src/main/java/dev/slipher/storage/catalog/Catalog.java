package dev.slipher.storage.catalog;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.IntTreePMap;
import org.pcollections.PMap;

/**
 * Everything that exists at one version of the log; immutable, and sharing its parts with the versions around it.
 *
 * <p>A version is the fold of all actions up to it. Every object has a parent but databases and users: the database of a
 * schema, the schema of a table or view. Names are unique below a parent.
 */
public final class Catalog {
    /** The lowest oid of objects that are not built in. */
    public static final int FIRST_OID = 100_000;

    private static final int DATABASES = -1;
    private static final int USERS = -2;

    /** A catalog in which nothing exists. */
    public static final Catalog EMPTY = new Catalog(
            new Header(0, 0, FIRST_OID, 0, 0),
            IntTreePMap.empty(),
            HashTreePMap.empty(),
            IntTreePMap.empty(),
            new Attachments(HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty()));

    private final Header header;
    private final IntTreePMap<Definition> definitions;
    private final PMap<Name, Integer> oids;
    private final IntTreePMap<TableContents> contents;
    private final Attachments attachments;

    /**
     * The numbers of a version.
     *
     * @param commitMicros when it was committed, in microseconds since 2000-01-01 UTC; later than the version before
     * @param nextOid lower than no oid that is in use or ever was
     * @param schemaVersion changes with every definition
     * @param statisticsEpoch changes when a table's rows or what is known of them become so different that plans may
     */
    public record Header(long version, long commitMicros, int nextOid, long schemaVersion, long statisticsEpoch) {}

    /** A comment's object; {@code columnId} is 0 for a comment on the object itself. */
    public record CommentTarget(int oid, int columnId) {}

    private record Name(int parent, String name) {}

    /** What hangs on objects without being part of their definitions. */
    private record Attachments(
            PMap<SettingScope, Map<String, String>> settings,
            PMap<CommentTarget, String> comments,
            PMap<Integer, List<Privilege>> privileges) {}

    private Catalog(
            Header header,
            IntTreePMap<Definition> definitions,
            PMap<Name, Integer> oids,
            IntTreePMap<TableContents> contents,
            Attachments attachments) {
        this.header = header;
        this.definitions = definitions;
        this.oids = oids;
        this.contents = contents;
        this.attachments = attachments;
    }

    public Header header() {
        return header;
    }

    /** Returns the number of the log entry that made this version. */
    public long version() {
        return header.version;
    }

    /** Returns the definition of an object of any kind. */
    public Optional<Definition> findObject(int oid) {
        return Optional.ofNullable(definitions.get(oid));
    }

    public Collection<Definition> objects() {
        return definitions.values();
    }

    public Optional<DatabaseDefinition> findDatabase(String name) {
        return find(DATABASES, name, DatabaseDefinition.class);
    }

    public List<DatabaseDefinition> databases() {
        return all(DatabaseDefinition.class).toList();
    }

    public Optional<UserDefinition> findUser(String name) {
        return find(USERS, name, UserDefinition.class);
    }

    public List<UserDefinition> users() {
        return all(UserDefinition.class).toList();
    }

    public Optional<SchemaDefinition> findSchema(int databaseOid, String name) {
        return find(databaseOid, name, SchemaDefinition.class);
    }

    public List<SchemaDefinition> schemas(int databaseOid) {
        return all(SchemaDefinition.class)
                .filter(schema -> schema.databaseOid() == databaseOid)
                .toList();
    }

    /** Returns the table or view of that name. */
    public Optional<Definition> findRelation(int schemaOid, String name) {
        return find(schemaOid, name, Definition.class);
    }

    public Optional<Table> findTable(int schemaOid, String name) {
        return find(schemaOid, name, TableDefinition.class).map(this::withContents);
    }

    public Optional<Table> findTable(int oid) {
        return definitions.get(oid) instanceof TableDefinition table
                ? Optional.of(withContents(table))
                : Optional.empty();
    }

    /** Returns the tables of all schemas and databases. */
    public List<Table> tables() {
        return all(TableDefinition.class).map(this::withContents).toList();
    }

    public Optional<ViewDefinition> findView(int schemaOid, String name) {
        return find(schemaOid, name, ViewDefinition.class);
    }

    /** Returns the views of all schemas and databases. */
    public List<ViewDefinition> views() {
        return all(ViewDefinition.class).toList();
    }

    /** Returns what is stored for exactly that scope, by name. */
    public Map<String, String> settings(SettingScope scope) {
        return attachments.settings.getOrDefault(scope, Map.of());
    }

    public Map<SettingScope, Map<String, String>> settings() {
        return attachments.settings;
    }

    public Map<CommentTarget, String> comments() {
        return attachments.comments;
    }

    /** Returns the rights granted on an object; the owner's own are implied. */
    public List<Privilege> privileges(int oid) {
        return attachments.privileges.getOrDefault(oid, List.of());
    }

    public Map<Integer, List<Privilege>> privileges() {
        return attachments.privileges;
    }

    /** Returns this catalog as the base of the version that {@code version} is. */
    public Catalog withVersion(long version, long commitMicros) {
        return withHeader(
                new Header(version, commitMicros, header.nextOid, header.schemaVersion, header.statisticsEpoch));
    }

    /** Returns this catalog with the numbers that a checkpoint holds. */
    public Catalog withHeader(Header newHeader) {
        return new Catalog(newHeader, definitions, oids, contents, attachments);
    }

    /** Returns this catalog with other contents of a table, which hold the same rows in another form. */
    public Catalog withContents(int tableOid, TableContents newContents) {
        return new Catalog(header, definitions, oids, contents.plus(tableOid, newContents), attachments);
    }

    /** Returns the catalog after {@code actions}, in their order. */
    public Catalog apply(List<Action> actions) {
        var result = this;
        for (var action : actions) {
            result = result.apply(action);
        }
        return result;
    }

    /**
     * Returns the catalog after {@code action}, at the same version.
     *
     * @throws SlipherException if a name is taken (42P04, 42P06, 42P07, 42710), the object or its parent is gone (3F000,
     *     42P01, 42704, …), or something is in the object that is to be dropped (2BP01)
     */
    public Catalog apply(Action action) {
        return apply(action, 0, 0);
    }

    /**
     * Returns the catalog after {@code action}, which is part of the log entry of this version.
     *
     * @param ordinal which of the {@link Action.AddRows} of its log entry an action of that kind is, from 0
     */
    public Catalog apply(Action action, int ordinal) {
        return apply(action, header.version, ordinal);
    }

    private Catalog apply(Action action, long entryVersion, int ordinal) {
        return switch (action) {
            case Action.Create(var definition) -> create(definition);
            case Action.Alter(var definition) -> alter(definition);
            case Action.Drop(var oid) -> drop(oid);
            case Action.SetSettings(var scope, var values) -> withSettings(scope, values);
            case Action.SetComment(var oid, var columnId, var text) -> withComment(oid, columnId, text);
            case Action.SetPrivileges(var oid, var privileges) -> withPrivileges(oid, privileges);
            case Action.AddSegments(var oid, var segments, var statistics) -> {
                var table = requireContents(oid);
                yield changed(
                        oid,
                        table,
                        table.withSegments(table.segments().add(segments)).addStatistics(statistics));
            }
            case Action.AddRows(var oid, var columnIds, var rowCount, var batch) -> {
                var table = requireContents(oid);
                var rows = table.inlineRows().add(entryVersion, ordinal, rowCount, columnIds, batch);
                yield changed(oid, table, table.withInlineRows(rows));
            }
            case Action.AddDeletes(var oid, var deletes) -> {
                var table = requireContents(oid);
                var result = table;
                for (var delta : deletes) {
                    result = result.delete(delta);
                }
                yield changed(oid, table, result);
            }
            case Action.MoveRows(var oid, var removed, var inlineEnd, var added, var statistics) -> {
                var table = requireContents(oid);
                yield withContents(
                        oid,
                        table.withSegments(table.segments().remove(removed).add(added))
                                .withInlineRows(table.inlineRows().dropBefore(inlineEnd))
                                .addStatistics(statistics));
            }
            case Action.Truncate(var oid) -> {
                var table = requireContents(oid);
                yield changed(oid, table, table.truncate());
            }
            case Action.DrawIdentities(var oid, var columnId, var drawn) ->
                withContents(oid, requireContents(oid).withIdentity(columnId, drawn));
            case Action.SetStatistics(var oid, var columns) -> {
                var table = requireContents(oid);
                yield withOtherStatistics(
                        oid, table.withStatistics(HashTreePMap.empty()).addStatistics(columns));
            }
        };
    }

    private <T extends Definition> Stream<T> all(Class<T> kind) {
        return definitions.values().stream().filter(kind::isInstance).map(kind::cast);
    }

    private <T extends Definition> Optional<T> find(int parent, String name, Class<T> kind) {
        var oid = oids.get(new Name(parent, name));
        return oid == null
                ? Optional.empty()
                : Optional.ofNullable(definitions.get(oid))
                        .filter(kind::isInstance)
                        .map(kind::cast);
    }

    private Table withContents(TableDefinition table) {
        return new Table(table, requireContents(table.oid()));
    }

    private TableContents requireContents(int tableOid) {
        @Nullable TableContents found = contents.get(tableOid);
        if (found == null) {
            throw new SlipherException(
                    SqlState.UNDEFINED_TABLE, "relation with OID %d does not exist".formatted(tableOid));
        }
        return found;
    }

    private Catalog changed(int tableOid, TableContents before, TableContents after) {
        return magnitude(before.rowCount()) == magnitude(after.rowCount())
                ? withContents(tableOid, after)
                : withOtherStatistics(tableOid, after);
    }

    private static int magnitude(long rowCount) {
        return Long.SIZE - Long.numberOfLeadingZeros(rowCount);
    }

    /** Returns this catalog with contents of a table of which plans may be other ones. */
    private Catalog withOtherStatistics(int tableOid, TableContents newContents) {
        long epoch = header.statisticsEpoch + 1;
        return withContents(tableOid, newContents.withStatisticsEpoch(epoch))
                .withHeader(
                        new Header(header.version, header.commitMicros, header.nextOid, header.schemaVersion, epoch));
    }

    private Header headerAfter(Definition definition) {
        return new Header(
                header.version,
                header.commitMicros,
                Math.max(header.nextOid, definition.oid() + 1),
                header.schemaVersion + 1,
                header.statisticsEpoch);
    }

    private Catalog create(Definition definition) {
        if (definitions.containsKey(definition.oid())) {
            throw new IllegalStateException("oid %d is in use".formatted(definition.oid()));
        }
        var name = nameOf(definition);
        requireParent(definition);
        CatalogErrors.requireFree(oids.containsKey(name), definition);
        return new Catalog(
                headerAfter(definition),
                definitions.plus(definition.oid(), definition),
                oids.plus(name, definition.oid()),
                definition instanceof TableDefinition ? contents.plus(definition.oid(), TableContents.EMPTY) : contents,
                attachments);
    }

    private Catalog alter(Definition definition) {
        var before = definitions.get(definition.oid());
        if (before == null) {
            throw CatalogErrors.missing(definition);
        }
        if (before.getClass() != definition.getClass()) {
            throw new IllegalStateException("%s cannot become %s".formatted(before, definition));
        }
        var oldName = nameOf(before);
        var newName = nameOf(definition);
        var names = oids;
        if (!oldName.equals(newName)) {
            requireParent(definition);
            CatalogErrors.requireFree(oids.containsKey(newName), definition);
            names = names.minus(oldName).plus(newName, definition.oid());
        }
        return new Catalog(
                headerAfter(definition),
                definitions.plus(definition.oid(), definition),
                names,
                contents,
                withoutComments(attachments, lostColumns(before, definition)));
    }

    private static List<CommentTarget> lostColumns(Definition before, Definition after) {
        return before instanceof TableDefinition old && after instanceof TableDefinition table
                ? old.columns().stream()
                        .filter(column -> table.findColumn(column.id()).isEmpty())
                        .map(column -> new CommentTarget(table.oid(), column.id()))
                        .toList()
                : List.of();
    }

    private static Attachments withoutComments(Attachments attachments, List<CommentTarget> targets) {
        return targets.isEmpty()
                ? attachments
                : new Attachments(attachments.settings, attachments.comments.minusAll(targets), attachments.privileges);
    }

    private Catalog drop(int oid) {
        var definition = definitions.get(oid);
        if (definition == null) {
            throw new SlipherException(SqlState.UNDEFINED_OBJECT, "object with OID %d does not exist".formatted(oid));
        }
        CatalogErrors.requireUnused(definition, definitions, attachments.privileges);
        var settings = attachments.settings;
        for (var scope : settings.keySet()) {
            settings = scope.databaseOid() == oid || scope.userOid() == oid ? settings.minus(scope) : settings;
        }
        var comments = attachments.comments;
        for (var target : comments.keySet()) {
            comments = target.oid() == oid ? comments.minus(target) : comments;
        }
        return new Catalog(
                headerAfter(definition),
                definitions.minus(oid),
                oids.minus(nameOf(definition)),
                contents.minus(oid),
                new Attachments(settings, comments, attachments.privileges.minus(oid)));
    }

    private void requireParent(Definition definition) {
        var parent = parentOf(definition);
        if (parent >= 0 && !definitions.containsKey(parent)) {
            throw CatalogErrors.missingParent(definition, parent);
        }
    }

    private Catalog withSettings(SettingScope scope, Map<String, String> values) {
        var settings = values.isEmpty() ? attachments.settings.minus(scope) : attachments.settings.plus(scope, values);
        return withAttachments(new Attachments(settings, attachments.comments, attachments.privileges));
    }

    private Catalog withComment(int oid, int columnId, String text) {
        requireObject(oid);
        var target = new CommentTarget(oid, columnId);
        var comments = text.isEmpty() ? attachments.comments.minus(target) : attachments.comments.plus(target, text);
        return withAttachments(new Attachments(attachments.settings, comments, attachments.privileges));
    }

    private Catalog withPrivileges(int oid, List<Privilege> privileges) {
        requireObject(oid);
        var rights =
                privileges.isEmpty() ? attachments.privileges.minus(oid) : attachments.privileges.plus(oid, privileges);
        return withAttachments(new Attachments(attachments.settings, attachments.comments, rights));
    }

    private Catalog withAttachments(Attachments newAttachments) {
        return new Catalog(header, definitions, oids, contents, newAttachments);
    }

    private void requireObject(int oid) {
        if (!definitions.containsKey(oid)) {
            throw new SlipherException(SqlState.UNDEFINED_OBJECT, "object with OID %d does not exist".formatted(oid));
        }
    }

    private static Name nameOf(Definition definition) {
        return new Name(parentOf(definition), definition.name());
    }

    private static int parentOf(Definition definition) {
        return switch (definition) {
            case DatabaseDefinition _ -> DATABASES;
            case UserDefinition _ -> USERS;
            case SchemaDefinition schema -> schema.databaseOid();
            case TableDefinition table -> table.schemaOid();
            case ViewDefinition view -> view.schemaOid();
        };
    }
}
