package dev.slipher.leader.systemtable;

import static dev.slipher.leader.systemtable.Namespaces.PG_CATALOG;

import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.TableDefinition;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rest of what {@code pg_catalog} says of objects: schemas, databases, keys, comments, dependencies. */
final class ObjectRelations {
    static final List<SystemRelation> ALL = List.of(
            SystemRelation.table(
                    2615,
                    PG_CATALOG,
                    "pg_namespace",
                    "oid oid, nspname name, nspowner oid, nspacl text[]",
                    ObjectRelations::namespaces),
            SystemRelation.table(
                    1262,
                    PG_CATALOG,
                    "pg_database",
                    "oid oid, datname name, datdba oid, encoding int4, datlocprovider char, datistemplate bool, "
                            + "datallowconn bool, datconnlimit int4, datfrozenxid int4, datminmxid int4, "
                            + "dattablespace oid, datcollate text, datctype text, daticulocale text, "
                            + "datcollversion text, datacl text[]",
                    ObjectRelations::databases),
            SystemRelation.table(
                    2606,
                    PG_CATALOG,
                    "pg_constraint",
                    "oid oid, conname name, connamespace oid, contype char, condeferrable bool, condeferred bool, "
                            + "convalidated bool, conrelid oid, contypid oid, conindid oid, conparentid oid, "
                            + "confrelid oid, confupdtype char, confdeltype char, confmatchtype char, "
                            + "conislocal bool, coninhcount int4, connoinherit bool, conkey int2[], confkey int2[], "
                            + "conpfeqop oid[], conppeqop oid[], conffeqop oid[], confdelsetcols int2[], "
                            + "conexclop oid[], conbin text",
                    ObjectRelations::constraints),
            SystemRelation.table(
                    2610,
                    PG_CATALOG,
                    "pg_index",
                    "indexrelid oid, indrelid oid, indnatts int2, indnkeyatts int2, indisunique bool,"
                        + " indnullsnotdistinct bool, indisprimary bool, indisexclusion bool, indimmediate bool,"
                        + " indisclustered bool, indisvalid bool, indcheckxmin bool, indisready bool, indislive bool,"
                        + " indisreplident bool, indkey int2vector, indcollation oidvector, indclass oidvector,"
                        + " indoption int2vector, indexprs text, indpred text",
                    ObjectRelations::indexes),
            SystemRelation.table(
                    2609,
                    PG_CATALOG,
                    "pg_description",
                    "objoid oid, classoid oid, objsubid int4, description text",
                    ObjectRelations::descriptions),
            SystemRelation.table(
                    2396,
                    PG_CATALOG,
                    "pg_shdescription",
                    "objoid oid, classoid oid, description text",
                    ObjectRelations::sharedDescriptions),
            SystemRelation.table(
                    2608,
                    PG_CATALOG,
                    "pg_depend",
                    "classid oid, objid oid, objsubid int4, refclassid oid, refobjid oid, refobjsubid int4, "
                            + "deptype char",
                    ObjectRelations::dependencies),
            SystemRelation.table(
                    2618,
                    PG_CATALOG,
                    "pg_rewrite",
                    "oid oid, rulename name, ev_class oid, ev_type char, ev_enabled char, is_instead bool, "
                            + "ev_qual text, ev_action text",
                    (context, rows) -> context.views()
                            .forEach(view -> rows.add(
                                    view.definition().oid(),
                                    "_RETURN",
                                    view.definition().oid(),
                                    "1",
                                    "O",
                                    true,
                                    null,
                                    null))),
            SystemRelation.table(
                    2601, PG_CATALOG, "pg_am", "oid oid, amname name, amhandler oid, amtype char", (_, rows) -> {
                        rows.add(2, "columnar", 0, "t");
                        // What the indexes of keys name, which exist in the catalog alone.
                        rows.add(ClassRelations.INDEX_ACCESS_OID, "btree", 0, "i");
                    }),
            SystemRelation.table(
                    1213,
                    PG_CATALOG,
                    "pg_tablespace",
                    "oid oid, spcname name, spcowner oid, spcacl text[], spcoptions text[]",
                    (_, rows) -> rows.add(1663, "pg_default", Namespaces.SYSTEM_OWNER_OID, null, null)),
            SystemRelation.table(
                    3456,
                    PG_CATALOG,
                    "pg_collation",
                    "oid oid, collname name, collnamespace oid, collowner oid, collprovider char, "
                            + "collisdeterministic bool, collencoding int4, collcollate text, collctype text, "
                            + "colliculocale text, collversion text",
                    ObjectRelations::collations),
            SystemRelation.view(
                    12_033,
                    PG_CATALOG,
                    "pg_tables",
                    "schemaname name, tablename name, tableowner name, tablespace name, hasindexes bool, "
                            + "hasrules bool, hastriggers bool, rowsecurity bool",
                    ObjectRelations::tables),
            SystemRelation.view(
                    12_028,
                    PG_CATALOG,
                    "pg_views",
                    "schemaname name, viewname name, viewowner name, definition text",
                    ObjectRelations::views),
            SystemRelation.view(
                    12_043,
                    PG_CATALOG,
                    "pg_indexes",
                    "schemaname name, tablename name, indexname name, tablespace name, indexdef text",
                    (_, _) -> {}),
            SystemRelation.view(
                    12_104,
                    PG_CATALOG,
                    "pg_settings",
                    "name text, setting text, unit text, category text, short_desc text, extra_desc text, "
                            + "context text, vartype text, source text, min_val text, max_val text, "
                            + "enumvals text[], boot_val text, reset_val text, sourcefile text, sourceline int4, "
                            + "pending_restart bool",
                    SettingRows::produce));

    private static final int CLASS_OID = 1259;
    private static final int DATABASE_OID = 1262;
    private static final int CONSTRAINT_OID = 2606;
    private static final int REWRITE_OID = 2618;
    private static final int UTF8 = 6;

    private ObjectRelations() {}

    private static void namespaces(SystemContext context, RowCollector rows) {
        var owner = context.users().stream()
                .filter(SystemContext.User::superuser)
                .min(Comparator.comparingInt(SystemContext.User::oid))
                .map(SystemContext.User::name)
                .orElse("");
        var open = List.of("%s=UC/%s".formatted(owner, owner), "=U/%s".formatted(owner));
        rows.add(Namespaces.PG_CATALOG_OID, PG_CATALOG, Namespaces.SYSTEM_OWNER_OID, open);
        rows.add(Namespaces.INFORMATION_SCHEMA_OID, Namespaces.INFORMATION_SCHEMA, Namespaces.SYSTEM_OWNER_OID, open);
        for (var schema : context.schemas()) {
            rows.add(schema.oid(), schema.name(), schema.ownerOid(), accessList(context, schema.oid()));
        }
    }

    private static void databases(SystemContext context, RowCollector rows) {
        for (var database : context.databases()) {
            rows.add(
                    database.oid(),
                    database.name(),
                    database.ownerOid(),
                    UTF8,
                    "c",
                    false,
                    true,
                    -1,
                    0,
                    0,
                    1663,
                    "C",
                    "C",
                    null,
                    null,
                    accessList(context, database.oid()));
        }
    }

    private static @Nullable List<String> accessList(SystemContext context, int oid) {
        var list = context.accessList(oid);
        return list.isEmpty() ? null : list;
    }

    private static void constraints(SystemContext context, RowCollector rows) {
        for (var table : context.tables()) {
            var definition = table.definition();
            for (int i = 0; i < definition.constraints().size(); i++) {
                addConstraint(context, definition, i, rows);
            }
        }
    }

    /** Returns the index of the key that a foreign key refers to, 0 if no key has its columns. */
    private static long referencedIndex(SystemContext context, Constraint.ForeignKey key) {
        return context.findTable(key.referencedTableOid())
                .map(table -> keyIndex(table.definition(), key.referencedColumnIds()))
                .orElse(0L);
    }

    private static long keyIndex(TableDefinition table, List<Integer> columnIds) {
        return table.findKey(columnIds)
                .map(key -> KeyOids.index(table, table.constraints().indexOf(key)))
                .orElse(0L);
    }

    private static void addConstraint(SystemContext context, TableDefinition table, int ordinal, RowCollector rows) {
        var constraint = table.constraints().get(ordinal);
        var kind = switch (constraint) {
            case Constraint.PrimaryKey _ -> "p";
            case Constraint.Unique _ -> "u";
            case Constraint.ForeignKey _ -> "f";
        };
        var columns = constraint.columnIds();
        boolean foreign = constraint instanceof Constraint.ForeignKey;
        var action = foreign ? "a" : " ";
        rows.add(
                KeyOids.constraint(table, ordinal),
                constraint.name(),
                table.schemaOid(),
                kind,
                false,
                false,
                true,
                table.oid(),
                0,
                constraint instanceof Constraint.ForeignKey key
                        ? referencedIndex(context, key)
                        : KeyOids.index(table, ordinal),
                0,
                constraint instanceof Constraint.ForeignKey key ? key.referencedTableOid() : 0,
                action,
                action,
                foreign ? "s" : " ",
                true,
                0,
                true,
                columns,
                constraint instanceof Constraint.ForeignKey key ? key.referencedColumnIds() : null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static void indexes(SystemContext context, RowCollector rows) {
        for (var table : context.tables()) {
            var definition = table.definition();
            for (int i = 0; i < definition.constraints().size(); i++) {
                var constraint = definition.constraints().get(i);
                if (constraint instanceof Constraint.ForeignKey) {
                    continue;
                }
                var columns = constraint.columnIds();
                var zeros = columns.stream().map(_ -> 0).toList();
                rows.add(
                        KeyOids.index(definition, i),
                        definition.oid(),
                        columns.size(),
                        columns.size(),
                        true,
                        false,
                        constraint instanceof Constraint.PrimaryKey,
                        false,
                        true,
                        false,
                        true,
                        false,
                        true,
                        true,
                        false,
                        columns,
                        zeros,
                        zeros,
                        zeros,
                        null,
                        null);
            }
        }
    }

    private static void descriptions(SystemContext context, RowCollector rows) {
        var databases = databaseOids(context);
        var schemas = context.schemas().stream().map(SystemContext.Schema::oid).collect(Collectors.toSet());
        for (var comment : context.comments()) {
            if (!databases.contains(comment.objectOid())) {
                boolean schema = schemas.contains(comment.objectOid());
                rows.add(comment.objectOid(), schema ? 2615 : CLASS_OID, comment.columnId(), comment.text());
            }
        }
    }

    private static void sharedDescriptions(SystemContext context, RowCollector rows) {
        var databases = databaseOids(context);
        for (var comment : context.comments()) {
            if (databases.contains(comment.objectOid())) {
                rows.add(comment.objectOid(), DATABASE_OID, comment.text());
            }
        }
    }

    private static Set<Integer> databaseOids(SystemContext context) {
        return context.databases().stream().map(SystemContext.Database::oid).collect(Collectors.toSet());
    }

    private static void dependencies(SystemContext context, RowCollector rows) {
        for (var view : context.views()) {
            var definition = view.definition();
            rows.add(REWRITE_OID, definition.oid(), 0, CLASS_OID, definition.oid(), 0, "i");
            for (int oid : definition.dependsOn()) {
                rows.add(REWRITE_OID, definition.oid(), 0, CLASS_OID, oid, 0, "n");
            }
        }
        for (var table : context.tables()) {
            for (int i = 0; i < table.definition().constraints().size(); i++) {
                addKeyDependencies(context, table.definition(), i, rows);
            }
        }
    }

    /** A key goes with its columns, its index with the key, and a foreign key needs the index that it refers to. */
    private static void addKeyDependencies(
            SystemContext context, TableDefinition table, int ordinal, RowCollector rows) {
        var constraint = table.constraints().get(ordinal);
        long oid = KeyOids.constraint(table, ordinal);
        for (int column : constraint.columnIds()) {
            rows.add(CONSTRAINT_OID, oid, 0, CLASS_OID, table.oid(), column, "a");
        }
        if (!(constraint instanceof Constraint.ForeignKey key)) {
            rows.add(CLASS_OID, KeyOids.index(table, ordinal), 0, CONSTRAINT_OID, oid, 0, "i");
            return;
        }
        for (int column : key.referencedColumnIds()) {
            rows.add(CONSTRAINT_OID, oid, 0, CLASS_OID, key.referencedTableOid(), column, "n");
        }
        long index = referencedIndex(context, key);
        if (index != 0) {
            rows.add(CONSTRAINT_OID, oid, 0, CLASS_OID, index, 0, "n");
        }
    }

    private static void collations(SystemContext context, RowCollector rows) {
        rows.add(
                100,
                "default",
                Namespaces.PG_CATALOG_OID,
                Namespaces.SYSTEM_OWNER_OID,
                "d",
                true,
                -1,
                null,
                null,
                null,
                null);
        rows.add(950, "C", Namespaces.PG_CATALOG_OID, Namespaces.SYSTEM_OWNER_OID, "c", true, -1, "C", "C", null, null);
    }

    private static void tables(SystemContext context, RowCollector rows) {
        var systemOwner = context.userNameOrUnknown(Namespaces.SYSTEM_OWNER_OID);
        for (var relation : SystemRelations.all()) {
            if (!relation.view()) {
                rows.add(relation.schema(), relation.name(), systemOwner, null, false, false, false, false);
            }
        }
        for (var table : context.tables()) {
            rows.add(
                    table.schema(),
                    table.definition().name(),
                    context.userNameOrUnknown(table.definition().ownerOid()),
                    null,
                    false,
                    false,
                    false,
                    false);
        }
    }

    private static void views(SystemContext context, RowCollector rows) {
        for (var view : context.views()) {
            rows.add(
                    view.schema(),
                    view.definition().name(),
                    context.userNameOrUnknown(view.definition().ownerOid()),
                    view.definition().sql());
        }
    }
}
