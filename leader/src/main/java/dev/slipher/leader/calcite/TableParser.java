package dev.slipher.leader.calcite;

import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.SourceText;
import dev.slipher.leader.statement.Statement;
import dev.slipher.leader.statement.TableStatement;
import dev.slipher.leader.statement.TableStatement.ColumnSpec;
import dev.slipher.leader.statement.TableStatement.DistStyle;
import dev.slipher.leader.statement.TableStatement.Identity;
import dev.slipher.leader.statement.TableStatement.LikeTable;
import dev.slipher.leader.statement.TableStatement.SortStyle;
import dev.slipher.leader.statement.TableStatement.TableAttributes;
import dev.slipher.leader.statement.TableStatement.TableChange;
import dev.slipher.leader.statement.TableStatement.TableKey;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses CREATE, DROP and ALTER of tables and views. */
final class TableParser {
    private final LexemeCursor cursor;
    private final SourceText source;

    private final List<ColumnSpec> columns = new ArrayList<>();
    private final List<TableKey> keys = new ArrayList<>();
    private Optional<LikeTable> like = Optional.empty();
    private Optional<DistStyle> distStyle = Optional.empty();
    private Optional<String> distKey = Optional.empty();
    private boolean distStyleKey;
    private Optional<SortStyle> sortStyle = Optional.empty();
    private boolean encodeAuto;

    TableParser(LexemeCursor cursor, SourceText source) {
        this.cursor = cursor;
        this.source = source;
    }

    Statement parse() {
        return switch (cursor.next().value()) {
            case "create" -> create();
            case "drop" -> drop();
            default -> alter();
        };
    }

    private Statement create() {
        boolean replace = cursor.tryWords("or", "replace");
        if (!cursor.tryWords("local")) {
            cursor.tryWords("global");
        }
        boolean temporary = cursor.tryWords("temp") || cursor.tryWords("temporary");
        if (cursor.isWord("materialized")) {
            throw Unsupported.feature("CREATE MATERIALIZED VIEW", cursor.peek());
        }
        if (cursor.tryWords("view")) {
            if (temporary) {
                throw Unsupported.feature("CREATE TEMPORARY VIEW", source.position() + 1);
            }
            return createView(replace);
        }
        if (replace) {
            throw cursor.error();
        }
        cursor.expectWords("table");
        boolean ifNotExists = cursor.tryWords("if", "not", "exists");
        QualifiedName table = cursor.qualifiedName();
        boolean isTemporary = temporary || table.name().startsWith("#");
        if (cursor.peek().isSymbol("(") && !isListOfNames()) {
            elements();
            attributes();
            return new TableStatement.CreateTable(
                    table, isTemporary, ifNotExists, columns, keys, like, tableAttributes(), source);
        }
        List<String> names = cursor.peek().isSymbol("(") ? cursor.parenthesizedNames() : List.of();
        attributes();
        cursor.expectWords("as");
        ParsedQuery query = query("with");
        boolean withData = true;
        if (cursor.tryWords("with")) {
            withData = !cursor.tryWords("no");
            cursor.expectWords("data");
        }
        return new TableStatement.CreateTableAs(
                table, isTemporary, ifNotExists, names, tableAttributes(), query, withData, source);
    }

    /** Whether the parentheses hold names alone, as before AS. */
    private boolean isListOfNames() {
        int i = 1;
        while (cursor.peek(i).isName() && cursor.peek(i + 1).isSymbol(",")) {
            i += 2;
        }
        return cursor.peek(i).isName() && cursor.peek(i + 1).isSymbol(")");
    }

    /** Reads a query up to WITH [NO] DATA or WITH NO SCHEMA BINDING, or the end. */
    private ParsedQuery query(String stop) {
        int from = cursor.index();
        while (!cursor.atEnd()
                && !(cursor.isWord(stop)
                        && (cursor.peek(1).isWord("no") || cursor.peek(1).isWord("data")))) {
            cursor.next();
        }
        if (from == cursor.index()) {
            throw cursor.error();
        }
        return QueryParser.parse(cursor.text(), cursor.between(from, cursor.index()));
    }

    private Statement createView(boolean replace) {
        QualifiedName view = cursor.qualifiedName();
        List<String> names = cursor.peek().isSymbol("(") ? cursor.parenthesizedNames() : List.of();
        cursor.expectWords("as");
        ParsedQuery query = query("with");
        boolean lateBinding = false;
        if (cursor.tryWords("with")) {
            cursor.expectWords("no", "schema", "binding");
            lateBinding = true;
        }
        return new TableStatement.CreateView(view, replace, names, query, lateBinding, source);
    }

    private void elements() {
        cursor.expectSymbol("(");
        do {
            if (cursor.isWord("like") || cursor.isWord("constraint") || isKeyStart()) {
                element();
            } else {
                columns.add(column());
            }
        } while (cursor.trySymbol(","));
        cursor.expectSymbol(")");
    }

    private boolean isKeyStart() {
        return cursor.isWords("primary", "key")
                || cursor.isWords("foreign", "key")
                || cursor.isWord("unique") && cursor.peek(1).isSymbol("(")
                || cursor.isWord("check") && cursor.peek(1).isSymbol("(");
    }

    private void element() {
        if (cursor.tryWords("like")) {
            QualifiedName parent = cursor.qualifiedName();
            boolean defaults = false;
            while (cursor.isWord("including") || cursor.isWord("excluding")) {
                boolean including = cursor.next().isWord("including");
                defaults = (cursor.isWord("defaults") || cursor.isWord("all")) ? including : defaults;
                cursor.name();
            }
            like = Optional.of(new LikeTable(parent, defaults));
        } else {
            keys.add(key());
        }
    }

    private TableKey key() {
        Optional<String> name = cursor.tryWords("constraint") ? Optional.of(cursor.name()) : Optional.empty();
        if (cursor.tryWords("primary", "key")) {
            return new TableKey.PrimaryKey(name, cursor.parenthesizedNames());
        }
        if (cursor.tryWords("unique")) {
            return new TableKey.Unique(name, cursor.parenthesizedNames());
        }
        if (cursor.isWord("check")) {
            throw Unsupported.feature("CHECK", cursor.peek());
        }
        cursor.expectWords("foreign", "key");
        List<String> own = cursor.parenthesizedNames();
        cursor.expectWords("references");
        return references(name, own);
    }

    private TableKey references(Optional<String> name, List<String> own) {
        QualifiedName table = cursor.qualifiedName();
        List<String> referenced = cursor.peek().isSymbol("(") ? cursor.parenthesizedNames() : List.of();
        while (cursor.tryWords("on", "delete") || cursor.tryWords("on", "update")) {
            if (!cursor.tryWords("no", "action")) {
                cursor.name();
            }
        }
        return new TableKey.ForeignKey(name, own, table, referenced);
    }

    /** What follows the type of one column, gathered in any order. */
    private static final class ColumnOptions {
        boolean nullable = true;
        Optional<String> defaultSql = Optional.empty();
        Optional<Identity> identity = Optional.empty();
        Optional<String> encoding = Optional.empty();
        Optional<String> collation = Optional.empty();
    }

    private ColumnSpec column() {
        int position = cursor.peek().start() + 1;
        String name = cursor.name();
        SqlType type = TypeName.read(cursor, TypeName.DEFAULT_VARCHAR_LENGTH).type();
        var options = new ColumnOptions();
        while (!cursor.atEnd() && !cursor.peek().isSymbol(",") && !cursor.peek().isSymbol(")")) {
            columnOption(name, options);
        }
        return new ColumnSpec(
                name,
                type,
                options.nullable,
                options.defaultSql,
                options.identity,
                options.encoding,
                options.collation,
                position);
    }

    private void columnOption(String column, ColumnOptions options) {
        Optional<String> constraint = cursor.tryWords("constraint") ? Optional.of(cursor.name()) : Optional.empty();
        if (cursor.tryWords("not", "null")) {
            options.nullable = false;
        } else if (cursor.tryWords("null")) {
            options.nullable = true;
        } else if (cursor.tryWords("default")) {
            options.defaultSql = Optional.of(cursor.expressionText(
                    "not",
                    "null",
                    "encode",
                    "distkey",
                    "sortkey",
                    "unique",
                    "primary",
                    "references",
                    "collate",
                    "constraint"));
        } else if (cursor.tryWords("identity")) {
            options.identity = Optional.of(identity(false));
        } else if (cursor.tryWords("generated", "by", "default", "as", "identity")) {
            options.identity = Optional.of(identity(true));
        } else if (cursor.tryWords("generated", "always", "as", "identity")) {
            options.identity = Optional.of(identity(false));
        } else if (cursor.tryWords("encode")) {
            options.encoding = Optional.of(cursor.name());
        } else if (cursor.isWord("distkey")) {
            requireFirst(distKey.isEmpty(), "DISTKEY");
            cursor.next();
            distKey = Optional.of(column);
        } else if (cursor.isWord("sortkey")) {
            requireFirst(sortStyle.isEmpty(), "SORTKEY");
            cursor.next();
            sortStyle = Optional.of(new SortStyle.Columns(List.of(column), false));
        } else if (cursor.tryWords("primary", "key")) {
            options.nullable = false;
            keys.add(new TableKey.PrimaryKey(constraint, List.of(column)));
        } else if (cursor.tryWords("unique")) {
            keys.add(new TableKey.Unique(constraint, List.of(column)));
        } else if (cursor.tryWords("references")) {
            keys.add(references(constraint, List.of(column)));
        } else if (cursor.tryWords("collate")) {
            options.collation = Optional.of(cursor.name());
        } else if (cursor.isWord("check")) {
            throw Unsupported.feature("CHECK", cursor.peek());
        } else {
            throw cursor.error();
        }
    }

    private Identity identity(boolean byDefault) {
        long seed = 1;
        long step = 1;
        if (cursor.trySymbol("(")) {
            seed = cursor.integer();
            cursor.expectSymbol(",");
            step = cursor.integer();
            cursor.expectSymbol(")");
        }
        return new Identity(seed, step, byDefault);
    }

    private void attributes() {
        while (true) {
            if (cursor.tryWords("backup")) {
                cursor.name();
            } else if (cursor.isWord("diststyle")) {
                requireFirst(distStyle.isEmpty() && !distStyleKey, "DISTSTYLE");
                cursor.next();
                distStyle();
            } else if (cursor.isWord("distkey")) {
                requireFirst(distKey.isEmpty(), "DISTKEY");
                cursor.next();
                cursor.expectSymbol("(");
                distKey = Optional.of(cursor.name());
                cursor.expectSymbol(")");
            } else if (cursor.isWord("sortkey") || cursor.isWord("compound") || cursor.isWord("interleaved")) {
                requireFirst(sortStyle.isEmpty(), "SORTKEY");
                sortStyle = Optional.of(sortStyle());
            } else if (cursor.tryWords("encode", "auto")) {
                encodeAuto = true;
            } else if (cursor.isWord("with") && cursor.peek(1).isSymbol("(")) {
                storageParameters();
            } else {
                return;
            }
        }
    }

    /** Refuses what begins at the cursor if the table was given another before; one of the two would go unheard. */
    private void requireFirst(boolean isFirst, String attribute) {
        if (!isFirst) {
            throw invalid("%s cannot be given more than once".formatted(attribute), cursor.peek());
        }
    }

    /** PostgreSQL's {@code WITH (fillfactor = 70)} is about pages that there are none of: it is read and has no effect. */
    private void storageParameters() {
        cursor.next();
        cursor.expectSymbol("(");
        do {
            Lexeme first = cursor.peek();
            String name = cursor.name();
            if (cursor.trySymbol(".")) {
                name = name + "." + cursor.name();
            }
            if (!StorageParameters.isKnown(name)) {
                throw new SlipherException(
                                SqlState.INVALID_PARAMETER_VALUE, "unrecognized parameter \"%s\"".formatted(name))
                        .withPosition(first.start() + 1);
            }
            if (cursor.trySymbol("=")) {
                cursor.trySymbol("-");
                cursor.next();
            }
        } while (cursor.trySymbol(","));
        cursor.expectSymbol(")");
    }

    private void distStyle() {
        if (cursor.tryWords("key")) {
            distStyleKey = true;
        } else {
            distStyle = Optional.of(fixedDistStyle());
        }
    }

    private DistStyle fixedDistStyle() {
        if (cursor.tryWords("even")) {
            return DistStyle.Fixed.EVEN;
        }
        if (cursor.tryWords("all")) {
            return DistStyle.Fixed.ALL;
        }
        cursor.expectWords("auto");
        return DistStyle.Fixed.AUTO;
    }

    private SortStyle sortStyle() {
        boolean interleaved = cursor.tryWords("interleaved");
        if (!interleaved) {
            cursor.tryWords("compound");
        }
        cursor.expectWords("sortkey");
        if (cursor.tryWords("auto")) {
            return SortStyle.Fixed.AUTO;
        }
        if (cursor.tryWords("none")) {
            return SortStyle.Fixed.NONE;
        }
        return new SortStyle.Columns(cursor.parenthesizedNames(), interleaved);
    }

    private TableAttributes tableAttributes() {
        if (distKey.isPresent()) {
            if (distStyle.isPresent()) {
                throw invalid("DISTSTYLE %s cannot be given with DISTKEY".formatted(distStyle.get()));
            }
            return new TableAttributes(Optional.of(new DistStyle.Key(distKey.get())), sortStyle, encodeAuto);
        }
        if (distStyleKey) {
            throw invalid("DISTSTYLE KEY requires a DISTKEY column");
        }
        return new TableAttributes(distStyle, sortStyle, encodeAuto);
    }

    private SlipherException invalid(String message) {
        return new SlipherException(SqlState.INVALID_TABLE_DEFINITION, message).withPosition(source.position() + 1);
    }

    private static SlipherException invalid(String message, Lexeme at) {
        return new SlipherException(SqlState.INVALID_TABLE_DEFINITION, message).withPosition(at.start() + 1);
    }

    private Statement drop() {
        if (cursor.isWord("materialized")) {
            throw Unsupported.feature("DROP MATERIALIZED VIEW", cursor.peek());
        }
        boolean view = cursor.next().isWord("view");
        boolean ifExists = cursor.tryWords("if", "exists");
        List<QualifiedName> names = cursor.qualifiedNames();
        return new TableStatement.DropRelation(view, names, ifExists, cascade(), source);
    }

    private boolean cascade() {
        if (cursor.tryWords("restrict")) {
            return false;
        }
        return cursor.tryWords("cascade");
    }

    private Statement alter() {
        if (cursor.isWord("materialized")) {
            throw Unsupported.feature("ALTER MATERIALIZED VIEW", cursor.peek());
        }
        boolean view = cursor.next().isWord("view");
        boolean ifExists = cursor.tryWords("if", "exists");
        QualifiedName table = cursor.qualifiedName();
        var changes = new ArrayList<TableChange>();
        do {
            Lexeme first = cursor.peek();
            TableChange change = change();
            requireFirst(change, TableChange.AlterDistStyle.class, "distribution", changes, first);
            requireFirst(change, TableChange.AlterSortStyle.class, "sort key", changes, first);
            changes.add(change);
        } while (cursor.trySymbol(","));
        keys.forEach(key -> changes.add(new TableChange.AddKey(key)));
        return new TableStatement.AlterTable(table, view, ifExists, changes, source);
    }

    private static void requireFirst(
            TableChange change,
            Class<? extends TableChange> kind,
            String changed,
            List<TableChange> before,
            Lexeme at) {
        if (kind.isInstance(change) && before.stream().anyMatch(kind::isInstance)) {
            throw invalid("the %s cannot be changed more than once in a statement".formatted(changed), at);
        }
    }

    private TableChange change() {
        if (cursor.tryWords("add")) {
            return add();
        }
        if (cursor.tryWords("drop", "constraint")) {
            boolean ifExists = cursor.tryWords("if", "exists");
            return new TableChange.DropConstraint(cursor.name(), ifExists, cascade());
        }
        if (cursor.tryWords("drop")) {
            cursor.tryWords("column");
            boolean ifExists = cursor.tryWords("if", "exists");
            return new TableChange.DropColumn(cursor.name(), ifExists, cascade());
        }
        if (cursor.tryWords("rename", "to")) {
            return new TableChange.RenameTable(cursor.name());
        }
        if (cursor.tryWords("rename")) {
            cursor.tryWords("column");
            String column = cursor.name();
            cursor.expectWords("to");
            return new TableChange.RenameColumn(column, cursor.name());
        }
        if (cursor.tryWords("owner", "to")) {
            return new TableChange.OwnerTo(cursor.name());
        }
        if (cursor.tryWords("set", "schema")) {
            return new TableChange.SetSchema(cursor.name());
        }
        if (cursor.isWord("append") || cursor.isWord("row")) {
            throw Unsupported.feature("this form of ALTER TABLE", cursor.peek());
        }
        cursor.expectWords("alter");
        return alterPart();
    }

    private TableChange add() {
        if (cursor.isWord("constraint") || isKeyStart()) {
            return new TableChange.AddKey(key());
        }
        cursor.tryWords("column");
        boolean ifNotExists = cursor.tryWords("if", "not", "exists");
        Lexeme first = cursor.peek();
        ColumnSpec column = column();
        if (distKey.isPresent() || sortStyle.isPresent()) {
            throw invalid(
                            "a column that is added cannot be %s"
                                    .formatted(distKey.isPresent() ? "DISTKEY" : "SORTKEY"),
                            first)
                    .withHint("Add it first, and then use ALTER TABLE with ALTER DISTKEY or ALTER SORTKEY.");
        }
        return new TableChange.AddColumn(column, ifNotExists);
    }

    private TableChange alterPart() {
        if (cursor.tryWords("distkey")) {
            return new TableChange.AlterDistStyle(new DistStyle.Key(cursor.name()));
        }
        if (cursor.tryWords("diststyle")) {
            if (cursor.tryWords("key", "distkey")) {
                return new TableChange.AlterDistStyle(new DistStyle.Key(cursor.name()));
            }
            return new TableChange.AlterDistStyle(fixedDistStyle());
        }
        if (cursor.isWord("sortkey") || cursor.isWord("compound") || cursor.isWord("interleaved")) {
            return new TableChange.AlterSortStyle(sortStyle());
        }
        if (cursor.tryWords("encode", "auto")) {
            return TableChange.EncodeAuto.ENCODE_AUTO;
        }
        cursor.tryWords("column");
        String column = cursor.name();
        if (cursor.tryWords("encode")) {
            return new TableChange.AlterEncoding(column, cursor.name());
        }
        if (cursor.tryWords("set", "default")) {
            return new TableChange.AlterDefault(column, Optional.of(cursor.expressionText()));
        }
        if (cursor.tryWords("drop", "default")) {
            return new TableChange.AlterDefault(column, Optional.empty());
        }
        if (cursor.tryWords("set", "not", "null")) {
            return new TableChange.AlterNullable(column, false);
        }
        if (cursor.tryWords("drop", "not", "null")) {
            return new TableChange.AlterNullable(column, true);
        }
        cursor.tryWords("set", "data");
        cursor.expectWords("type");
        return new TableChange.AlterType(
                column, TypeName.read(cursor, TypeName.DEFAULT_VARCHAR_LENGTH).type());
    }
}
