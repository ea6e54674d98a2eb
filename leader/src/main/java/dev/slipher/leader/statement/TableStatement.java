package dev.slipher.leader.statement;

import dev.slipher.storage.type.SqlType;
import java.util.List;
import java.util.Optional;

/** A statement that makes, changes or drops tables and views. */
public sealed interface TableStatement extends Statement {
    /** The numbers that an identity column draws. */
    record Identity(long seed, long step, boolean byDefault) {}

    /**
     * A column of CREATE TABLE or ADD COLUMN.
     *
     * @param nullable as written: false for NOT NULL and for primary keys
     * @param defaultSql the text after DEFAULT
     * @param encoding the keyword after ENCODE, in lower case
     * @param collation {@code case_sensitive} or {@code case_insensitive}
     */
    record ColumnSpec(
            String name,
            SqlType type,
            boolean nullable,
            Optional<String> defaultSql,
            Optional<Identity> identity,
            Optional<String> encoding,
            Optional<String> collation,
            int position) {}

    /** A key that a table declares; unnamed ones get PostgreSQL's made-up name when the table is made. */
    sealed interface TableKey {
        Optional<String> name();

        List<String> columns();

        record PrimaryKey(Optional<String> name, List<String> columns) implements TableKey {
            public PrimaryKey {
                columns = List.copyOf(columns);
            }
        }

        record Unique(Optional<String> name, List<String> columns) implements TableKey {
            public Unique {
                columns = List.copyOf(columns);
            }
        }

        /** {@code referencedColumns} is empty when the statement leaves the choice to the referenced primary key. */
        record ForeignKey(
                Optional<String> name,
                List<String> columns,
                QualifiedName referencedTable,
                List<String> referencedColumns)
                implements TableKey {
            public ForeignKey {
                columns = List.copyOf(columns);
                referencedColumns = List.copyOf(referencedColumns);
            }
        }
    }

    /** DISTSTYLE and DISTKEY together. */
    sealed interface DistStyle {
        enum Fixed implements DistStyle {
            AUTO,
            EVEN,
            ALL
        }

        record Key(String column) implements DistStyle {}
    }

    /** SORTKEY. */
    sealed interface SortStyle {
        enum Fixed implements SortStyle {
            AUTO,
            NONE
        }

        record Columns(List<String> columns, boolean interleaved) implements SortStyle {
            public Columns {
                columns = List.copyOf(columns);
            }
        }
    }

    /** What follows a table's columns; absent means not written. */
    record TableAttributes(Optional<DistStyle> distStyle, Optional<SortStyle> sortStyle, boolean encodeAuto) {}

    /** {@code LIKE parent}. */
    record LikeTable(QualifiedName parent, boolean includingDefaults) {}

    /** CREATE TABLE with columns. */
    record CreateTable(
            QualifiedName table,
            boolean temporary,
            boolean ifNotExists,
            List<ColumnSpec> columns,
            List<TableKey> keys,
            Optional<LikeTable> like,
            TableAttributes attributes,
            SourceText source)
            implements TableStatement {
        public CreateTable {
            columns = List.copyOf(columns);
            keys = List.copyOf(keys);
        }
    }

    /** CREATE TABLE … AS and SELECT … INTO. */
    record CreateTableAs(
            QualifiedName table,
            boolean temporary,
            boolean ifNotExists,
            List<String> columns,
            TableAttributes attributes,
            QueryTree query,
            boolean withData,
            SourceText source)
            implements TableStatement {
        public CreateTableAs {
            columns = List.copyOf(columns);
        }
    }

    /** DROP TABLE or DROP VIEW. */
    record DropRelation(boolean view, List<QualifiedName> names, boolean ifExists, boolean cascade, SourceText source)
            implements TableStatement {
        public DropRelation {
            names = List.copyOf(names);
        }
    }

    /** CREATE VIEW; {@code query} keeps the text that the catalog stores. */
    record CreateView(
            QualifiedName view,
            boolean orReplace,
            List<String> columns,
            QueryTree query,
            boolean lateBinding,
            SourceText source)
            implements TableStatement {
        public CreateView {
            columns = List.copyOf(columns);
        }
    }

    /** One change that ALTER TABLE makes. */
    sealed interface TableChange {
        record AddColumn(ColumnSpec column, boolean ifNotExists) implements TableChange {}

        record DropColumn(String column, boolean ifExists, boolean cascade) implements TableChange {}

        record RenameColumn(String column, String newName) implements TableChange {}

        record RenameTable(String newName) implements TableChange {}

        record SetSchema(String schema) implements TableChange {}

        record OwnerTo(String user) implements TableChange {}

        record AddKey(TableKey key) implements TableChange {}

        record DropConstraint(String name, boolean ifExists, boolean cascade) implements TableChange {}

        record AlterType(String column, SqlType type) implements TableChange {}

        record AlterEncoding(String column, String encoding) implements TableChange {}

        /** SET DEFAULT, or DROP DEFAULT when empty. */
        record AlterDefault(String column, Optional<String> defaultSql) implements TableChange {}

        /** DROP NOT NULL, or SET NOT NULL. */
        record AlterNullable(String column, boolean nullable) implements TableChange {}

        record AlterDistStyle(DistStyle style) implements TableChange {}

        record AlterSortStyle(SortStyle style) implements TableChange {}

        /** ALTER ENCODE AUTO. */
        enum EncodeAuto implements TableChange {
            ENCODE_AUTO
        }
    }

    /** ALTER TABLE; on a view only some changes make sense. */
    record AlterTable(QualifiedName table, boolean view, boolean ifExists, List<TableChange> changes, SourceText source)
            implements TableStatement {
        public AlterTable {
            changes = List.copyOf(changes);
        }
    }
}
