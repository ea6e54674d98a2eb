package dev.slipher.leader.systemtable;

import static dev.slipher.leader.systemtable.Namespaces.PG_CATALOG;

import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.type.SqlType;
import dev.slipher.wire.format.WireType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code pg_class}, {@code pg_attribute} and {@code pg_attrdef}: relations and their columns. */
final class ClassRelations {
    static final List<SystemRelation> ALL = List.of(
            SystemRelation.table(
                    1259,
                    PG_CATALOG,
                    "pg_class",
                    "oid oid, relname name, relnamespace oid, reltype oid, reloftype oid, relowner oid, relam oid, "
                            + "relfilenode oid, reltablespace oid, relpages int4, reltuples float4, "
                            + "relallvisible int4, reltoastrelid oid, relhasindex bool, relisshared bool, "
                            + "relpersistence char, relkind char, relnatts int2, relchecks int2, relhasrules bool, "
                            + "relhastriggers bool, relhassubclass bool, relrowsecurity bool, "
                            + "relforcerowsecurity bool, relispopulated bool, relreplident char, "
                            + "relispartition bool, relrewrite oid, relfrozenxid int4, relminmxid int4, "
                            + "relacl text[], reloptions text[], relpartbound text, reldiststyle int2, "
                            + "releffectivediststyle int2",
                    ClassRelations::classes),
            SystemRelation.table(
                    1249,
                    PG_CATALOG,
                    "pg_attribute",
                    "attrelid oid, attname name, atttypid oid, attstattarget int4, attlen int2, attnum int2, "
                            + "attndims int4, attcacheoff int4, atttypmod int4, attbyval bool, attalign char, "
                            + "attstorage char, attcompression char, attnotnull bool, atthasdef bool, "
                            + "atthasmissing bool, attidentity char, attgenerated char, attisdropped bool, "
                            + "attislocal bool, attinhcount int4, attcollation oid, attacl text[], "
                            + "attoptions text[], attfdwoptions text[], attmissingval text, attisdistkey bool, "
                            + "attsortkeyord int4",
                    ClassRelations::attributes),
            SystemRelation.table(
                    2604,
                    PG_CATALOG,
                    "pg_attrdef",
                    "oid oid, adrelid oid, adnum int2, adbin text, adsrc text",
                    ClassRelations::defaults));

    private static final int STORAGE_OID = 2;
    static final int INDEX_ACCESS_OID = 403;
    private static final int SHOWN_BLOCK_BYTES = 1 << 20;

    private ClassRelations() {}

    private static void classes(SystemContext context, RowCollector rows) {
        for (var relation : SystemRelations.all()) {
            addClass(
                    rows,
                    new ClassRow(
                            relation.oid(),
                            relation.name(),
                            Namespaces.oidOf(relation.schema()),
                            Namespaces.SYSTEM_OWNER_OID,
                            relation.view() ? "v" : "r",
                            "p",
                            relation.columns().size(),
                            0,
                            0,
                            false,
                            null,
                            0,
                            false));
        }
        var tables = context.tables();
        var foreignKeySides = foreignKeySides(tables);
        for (var table : tables) {
            var definition = table.definition();
            addClass(
                    rows,
                    new ClassRow(
                            definition.oid(),
                            definition.name(),
                            definition.schemaOid(),
                            definition.ownerOid(),
                            "r",
                            table.temporary() ? "t" : "p",
                            definition.nextColumnId() - 1,
                            (table.byteCount() + SHOWN_BLOCK_BYTES - 1) / SHOWN_BLOCK_BYTES,
                            table.rowCount(),
                            definition.constraints().stream().anyMatch(c -> !(c instanceof Constraint.ForeignKey)),
                            accessList(context, definition.oid()),
                            distStyle(definition.distribution()),
                            foreignKeySides.contains(definition.oid())));
            addIndexes(definition, rows);
        }
        for (var view : context.views()) {
            var definition = view.definition();
            addClass(
                    rows,
                    new ClassRow(
                            definition.oid(),
                            definition.name(),
                            definition.schemaOid(),
                            definition.ownerOid(),
                            "v",
                            "p",
                            definition.columns().size(),
                            0,
                            0,
                            false,
                            accessList(context, definition.oid()),
                            0,
                            false));
        }
    }

    private static void addIndexes(TableDefinition table, RowCollector rows) {
        for (int i = 0; i < table.constraints().size(); i++) {
            var constraint = table.constraints().get(i);
            int columns = switch (constraint) {
                case Constraint.PrimaryKey(var _, var ids) -> ids.size();
                case Constraint.Unique(var _, var ids) -> ids.size();
                case Constraint.ForeignKey _ -> 0;
            };
            if (columns > 0) {
                addClass(
                        rows,
                        new ClassRow(
                                KeyOids.index(table, i),
                                constraint.name(),
                                table.schemaOid(),
                                table.ownerOid(),
                                "i",
                                "p",
                                columns,
                                0,
                                0,
                                false,
                                null,
                                0,
                                false));
            }
        }
    }

    /**
     * Returns the oids of tables that have foreign keys or are referred to by some. In PostgreSQL triggers hold foreign keys
     * up on both sides, and clients look for the keys only where there are any.
     */
    private static Set<Integer> foreignKeySides(List<SystemContext.Table> tables) {
        var oids = new HashSet<Integer>();
        for (var table : tables) {
            for (var constraint : table.definition().constraints()) {
                if (constraint instanceof Constraint.ForeignKey key) {
                    oids.add(table.definition().oid());
                    oids.add(key.referencedTableOid());
                }
            }
        }
        return oids;
    }

    /** What differs between rows of {@code pg_class}. */
    private record ClassRow(
            long oid,
            String name,
            int schemaOid,
            int ownerOid,
            String kind,
            String persistence,
            int columns,
            long pages,
            long tuples,
            boolean hasIndex,
            @Nullable List<String> accessList,
            int distStyle,
            boolean hasTriggers) {}

    private static void addClass(RowCollector rows, ClassRow row) {
        int access = row.kind.equals("r") ? STORAGE_OID : row.kind.equals("i") ? INDEX_ACCESS_OID : 0;
        rows.add(
                row.oid,
                row.name,
                row.schemaOid,
                0,
                0,
                row.ownerOid,
                access,
                row.kind.equals("v") ? 0 : row.oid,
                0,
                row.pages,
                row.tuples,
                0,
                0,
                row.hasIndex,
                false,
                row.persistence,
                row.kind,
                row.columns,
                0,
                row.kind.equals("v"),
                row.hasTriggers,
                false,
                false,
                false,
                true,
                "n",
                false,
                0,
                0,
                0,
                row.accessList,
                null,
                null,
                row.distStyle,
                row.distStyle);
    }

    private static @Nullable List<String> accessList(SystemContext context, int oid) {
        var list = context.accessList(oid);
        return list.isEmpty() ? null : list;
    }

    private static int distStyle(Distribution distribution) {
        int effective = switch (distribution.effective()) {
            case Distribution.Key _ -> 1;
            case Distribution.All _ -> 8;
            case Distribution.Even _, Distribution.Auto _ -> 0;
        };
        if (!(distribution instanceof Distribution.Auto)) {
            return effective;
        }
        return effective == 8 ? 10 : effective == 1 ? 12 : 11;
    }

    private static void attributes(SystemContext context, RowCollector rows) {
        for (var relation : SystemRelations.all()) {
            int number = 0;
            for (var column : relation.columns()) {
                number++;
                addAttribute(
                        rows,
                        new Attribute(
                                relation.oid(), column.name(), column.type(), number, false, false, "", false, 0));
            }
        }
        for (var table : context.tables()) {
            for (var column : table.definition().columns()) {
                addAttribute(rows, attribute(table.definition(), column));
            }
            addIndexAttributes(table.definition(), rows);
        }
        for (var view : context.views()) {
            int number = 0;
            for (var column : view.definition().columns()) {
                number++;
                addAttribute(
                        rows,
                        new Attribute(
                                view.definition().oid(),
                                column.name(),
                                column.type(),
                                number,
                                false,
                                false,
                                "",
                                false,
                                0));
            }
        }
    }

    private static Attribute attribute(TableDefinition table, Column column) {
        boolean distKey = table.distribution().effective() instanceof Distribution.Key(int id) && id == column.id();
        int sortKey = table.sortKey().columnIds().indexOf(column.id()) + 1;
        if (table.sortKey().interleaved() && sortKey % 2 == 0) {
            sortKey = -sortKey;
        }
        return new Attribute(
                table.oid(),
                column.name(),
                column.type(),
                column.id(),
                !column.nullable(),
                column.defaultSql().isPresent(),
                column.identity().map(i -> i.byDefault() ? "d" : "a").orElse(""),
                distKey,
                sortKey);
    }

    private static void addIndexAttributes(TableDefinition table, RowCollector rows) {
        for (int i = 0; i < table.constraints().size(); i++) {
            var ids = switch (table.constraints().get(i)) {
                case Constraint.PrimaryKey(var _, var columns) -> columns;
                case Constraint.Unique(var _, var columns) -> columns;
                case Constraint.ForeignKey _ -> List.<Integer>of();
            };
            int number = 0;
            for (int id : ids) {
                number++;
                var column = table.findColumn(id).orElseThrow();
                addAttribute(
                        rows,
                        new Attribute(
                                KeyOids.index(table, i),
                                column.name(),
                                column.type(),
                                number,
                                false,
                                false,
                                "",
                                false,
                                0));
            }
        }
    }

    /** What differs between rows of {@code pg_attribute}. */
    private record Attribute(
            long relation,
            String name,
            SqlType type,
            int number,
            boolean notNull,
            boolean hasDefault,
            String identity,
            boolean distKey,
            int sortKey) {}

    private static void addAttribute(RowCollector rows, Attribute a) {
        var type = WireType.of(a.type);
        rows.add(
                a.relation,
                a.name,
                type.oid(),
                -1,
                type.length(),
                a.number,
                a.type instanceof SqlType.Array ? 1 : 0,
                -1,
                type.modifier(),
                type.length() > 0 && type.length() <= Long.BYTES,
                "i",
                type.length() > 0 ? "p" : "x",
                "",
                a.notNull,
                a.hasDefault,
                false,
                a.identity,
                "",
                false,
                true,
                0,
                0,
                null,
                null,
                null,
                null,
                a.distKey,
                a.sortKey);
    }

    private static void defaults(SystemContext context, RowCollector rows) {
        for (var table : context.tables()) {
            for (var column : table.definition().columns()) {
                column.defaultSql()
                        .ifPresent(sql -> rows.add(
                                KeyOids.columnDefault(table.definition(), column),
                                table.definition().oid(),
                                column.id(),
                                sql,
                                sql));
            }
        }
    }
}
