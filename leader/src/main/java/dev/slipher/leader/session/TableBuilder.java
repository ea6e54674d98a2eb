package dev.slipher.leader.session;

import dev.slipher.leader.statement.TableStatement.ColumnSpec;
import dev.slipher.leader.statement.TableStatement.DistStyle;
import dev.slipher.leader.statement.TableStatement.SortStyle;
import dev.slipher.leader.statement.TableStatement.TableAttributes;
import dev.slipher.leader.statement.TableStatement.TableKey;
import dev.slipher.storage.catalog.Column;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.Distribution;
import dev.slipher.storage.catalog.SortKey;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns what CREATE TABLE says into a {@link TableDefinition}, or says what is wrong with it. */
final class TableBuilder {
    static final int MAX_COLUMNS = 1_600;

    private final String tableName;
    private final List<Column> columns = new ArrayList<>();
    private final List<Constraint> constraints = new ArrayList<>();
    private Distribution distribution = new Distribution.Auto(Distribution.All.ALL);
    private SortKey sortKey = new SortKey(List.of(), false, true);

    TableBuilder(String tableName) {
        this.tableName = tableName;
    }

    /** Stands for the table itself in its foreign keys until it has an oid. */
    static final int SELF = 0;

    /** Looks up the table that a foreign key refers to. */
    @FunctionalInterface
    interface ReferenceResolver {
        TableDefinition resolve(TableKey.ForeignKey key);
    }

    void addColumn(ColumnSpec spec) {
        if (columns.stream().anyMatch(c -> c.name().equals(spec.name()))) {
            throw new SlipherException(
                            SqlState.DUPLICATE_COLUMN, "column \"%s\" specified more than once".formatted(spec.name()))
                    .withPosition(spec.position());
        }
        if (columns.size() == MAX_COLUMNS) {
            throw new SlipherException(
                    SqlState.TOO_MANY_COLUMNS, "tables can have at most %d columns".formatted(MAX_COLUMNS));
        }
        columns.add(column(spec, columns.size() + 1));
    }

    /** Takes over everything about a table that exists, in order to change it. */
    void startFrom(TableDefinition table) {
        columns.addAll(table.columns());
        constraints.addAll(table.constraints());
        distribution = table.distribution();
        sortKey = table.sortKey();
    }

    /** Adds the columns of another table, as LIKE does. */
    void addLike(TableDefinition parent, boolean includingDefaults) {
        for (var column : parent.columns()) {
            columns.add(new Column(
                    columns.size() + 1,
                    column.name(),
                    column.type(),
                    column.nullable(),
                    includingDefaults ? column.defaultSql() : Optional.empty(),
                    Datum.Null.NULL,
                    Optional.empty(),
                    column.encoding()));
        }
        distribution = translate(parent, parent.distribution());
        sortKey = new SortKey(
                parent.sortKey().columnIds().stream()
                        .map(id -> translate(parent, id))
                        .toList(),
                parent.sortKey().interleaved(),
                parent.sortKey().auto());
    }

    private Distribution translate(TableDefinition parent, Distribution style) {
        return switch (style) {
            case Distribution.Key(int id) -> new Distribution.Key(translate(parent, id));
            case Distribution.Auto(var effective) -> new Distribution.Auto(translate(parent, effective));
            case Distribution.Even even -> even;
            case Distribution.All all -> all;
        };
    }

    private int translate(TableDefinition parent, int columnId) {
        return columnId(parent.findColumn(columnId).orElseThrow().name());
    }

    /** Adds a column of CREATE TABLE AS. */
    void addColumn(String name, SqlType type) {
        addColumn(new ColumnSpec(
                name, type, true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0));
    }

    void attributes(TableAttributes attributes) {
        attributes.distStyle().ifPresent(style -> distribution = distribution(style));
        attributes.sortStyle().ifPresent(style -> sortKey = sortKey(style));
    }

    void addKey(TableKey key, ReferenceResolver references) {
        constraints.add(constraint(key, references, takenNames()));
    }

    TableDefinition build(int oid, int schemaOid, int ownerOid) {
        return new TableDefinition(
                oid,
                schemaOid,
                tableName,
                ownerOid,
                columns,
                columns.size() + 1,
                distribution,
                sortKey,
                constraints.stream().map(c -> settled(c, oid)).toList());
    }

    private static Constraint settled(Constraint constraint, int oid) {
        return constraint instanceof Constraint.ForeignKey key && key.referencedTableOid() == SELF
                ? new Constraint.ForeignKey(key.name(), key.columnIds(), oid, key.referencedColumnIds())
                : constraint;
    }

    /** Makes a column of what the statement says about it. */
    static Column column(ColumnSpec spec, int id) {
        spec.encoding().ifPresent(e -> ColumnEncodings.check(e, spec.name(), spec.type(), spec.position()));
        spec.collation().filter(c -> !c.equals("case_sensitive")).ifPresent(c -> {
            throw new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, "collation \"%s\" is not supported".formatted(c))
                    .withPosition(spec.position());
        });
        boolean whole = spec.type() == SqlType.Simple.INTEGER || spec.type() == SqlType.Simple.BIGINT;
        if (spec.identity().isPresent() && !whole) {
            throw new SlipherException(
                            SqlState.INVALID_TABLE_DEFINITION,
                            "identity column \"%s\" must be of type integer or bigint".formatted(spec.name()))
                    .withPosition(spec.position());
        }
        return new Column(
                id,
                spec.name(),
                spec.type(),
                spec.nullable() && spec.identity().isEmpty(),
                spec.defaultSql(),
                Datum.Null.NULL,
                spec.identity().map(i -> new Column.Identity(i.seed(), i.step(), i.byDefault())),
                spec.encoding().filter(e -> !e.equals(ColumnEncodings.AUTO)));
    }

    private Distribution distribution(DistStyle style) {
        return switch (style) {
            case DistStyle.Fixed.AUTO -> new Distribution.Auto(Distribution.All.ALL);
            case DistStyle.Fixed.EVEN -> Distribution.Even.EVEN;
            case DistStyle.Fixed.ALL -> Distribution.All.ALL;
            case DistStyle.Key(String column) -> new Distribution.Key(columnId(column));
        };
    }

    private SortKey sortKey(SortStyle style) {
        return switch (style) {
            case SortStyle.Fixed.AUTO -> new SortKey(List.of(), false, true);
            case SortStyle.Fixed.NONE -> SortKey.NONE;
            case SortStyle.Columns(List<String> names, boolean interleaved) ->
                new SortKey(names.stream().map(this::columnId).toList(), interleaved, false);
        };
    }

    private Set<String> takenNames() {
        var names = new HashSet<String>();
        constraints.forEach(c -> names.add(c.name()));
        return names;
    }

    private Constraint constraint(TableKey key, ReferenceResolver references, Set<String> taken) {
        var ids = key.columns().stream().map(this::columnId).toList();
        if (new HashSet<>(ids).size() < ids.size()) {
            throw new SlipherException(
                    SqlState.DUPLICATE_COLUMN, "a column appears twice in a key of \"%s\"".formatted(tableName));
        }
        return switch (key) {
            case TableKey.PrimaryKey _ -> {
                if (constraints.stream().anyMatch(c -> c instanceof Constraint.PrimaryKey)) {
                    throw new SlipherException(
                            SqlState.INVALID_TABLE_DEFINITION,
                            "multiple primary keys for table \"%s\" are not allowed".formatted(tableName));
                }
                ids.forEach(this::requireNotNull);
                yield new Constraint.PrimaryKey(name(key, "_pkey", List.of(), taken), ids);
            }
            case TableKey.Unique _ -> new Constraint.Unique(name(key, "_key", key.columns(), taken), ids);
            case TableKey.ForeignKey foreign -> {
                var target = references.resolve(foreign);
                var referenced = foreign.referencedColumns().isEmpty()
                        ? primaryKey(target)
                        : foreign.referencedColumns().stream()
                                .map(name -> columnId(target, name))
                                .toList();
                if (referenced.size() != ids.size()) {
                    throw new SlipherException(
                            SqlState.INVALID_TABLE_DEFINITION,
                            "number of referencing and referenced columns for foreign key disagree");
                }
                yield new Constraint.ForeignKey(
                        name(key, "_fkey", key.columns(), taken), ids, target.oid(), referenced);
            }
        };
    }

    private String name(TableKey key, String suffix, List<String> parts, Set<String> taken) {
        if (key.name().isPresent()) {
            if (taken.contains(key.name().get())) {
                throw new SlipherException(
                        SqlState.DUPLICATE_OBJECT,
                        "constraint \"%s\" for relation \"%s\" already exists"
                                .formatted(key.name().get(), tableName));
            }
            return key.name().get();
        }
        var base = parts.isEmpty() ? tableName : tableName + "_" + String.join("_", parts);
        var name = base + suffix;
        for (int i = 1; taken.contains(name); i++) {
            name = base + suffix + i;
        }
        return name;
    }

    private static List<Integer> primaryKey(TableDefinition table) {
        return table.constraints().stream()
                .filter(Constraint.PrimaryKey.class::isInstance)
                .map(c -> ((Constraint.PrimaryKey) c).columnIds())
                .findFirst()
                .orElseThrow(() -> new SlipherException(
                        SqlState.UNDEFINED_OBJECT,
                        "there is no primary key for referenced table \"%s\"".formatted(table.name())));
    }

    private void requireNotNull(int columnId) {
        int index = 0;
        while (columns.get(index).id() != columnId) {
            index++;
        }
        var column = columns.get(index);
        columns.set(
                index,
                new Column(
                        column.id(),
                        column.name(),
                        column.type(),
                        false,
                        column.defaultSql(),
                        column.missingValue(),
                        column.identity(),
                        column.encoding()));
    }

    private int columnId(String name) {
        return columns.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> undefinedColumn(tableName, name))
                .id();
    }

    private static int columnId(TableDefinition table, String name) {
        return table.findColumn(name)
                .orElseThrow(() -> undefinedColumn(table.name(), name))
                .id();
    }

    static SlipherException undefinedColumn(String table, String column) {
        return new SlipherException(
                SqlState.UNDEFINED_COLUMN, "column \"%s\" of relation \"%s\" does not exist".formatted(column, table));
    }
}
