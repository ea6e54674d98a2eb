package dev.slipher.leader.session;

import dev.slipher.leader.statement.TableStatement;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.Constraint;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The foreign keys that a session can see, as what needs the tables that they refer to. */
final class ForeignKeys {
    private final SessionContext context;

    ForeignKeys(SessionContext context) {
        this.context = context;
    }

    /** A foreign key of a table. */
    record Reference(TableDefinition table, Constraint.ForeignKey key) {}

    /**
     * Returns the table that a key is to refer to.
     *
     * @throws SlipherException 42P16 if only one of the two is there for other sessions
     */
    TableDefinition target(TableStatement.TableKey.ForeignKey key, boolean temporary) {
        var target = context.names().table(key.referencedTable()).definition();
        if (context.temporary().contains(target.oid()) != temporary) {
            var kind = temporary ? "temporary" : "permanent";
            throw new SlipherException(
                            SqlState.INVALID_TABLE_DEFINITION,
                            "constraints on %s tables may reference only %s tables".formatted(kind, kind))
                    .withPosition(key.referencedTable().position());
        }
        return target;
    }

    /** Returns the keys of other tables that refer to one. */
    List<Reference> to(int tableOid) {
        return references(tableOid).toList();
    }

    /** Returns the keys, also of the table itself, to which a change of it does not leave what they refer to. */
    List<Reference> brokenBy(TableDefinition before, TableDefinition after) {
        var own = after.foreignKeysTo(after.oid()).map(key -> new Reference(after, key));
        return Stream.concat(own, references(before.oid()))
                .filter(reference -> reference.key().isBrokenBy(before, after))
                .toList();
    }

    private Stream<Reference> references(int tableOid) {
        return Stream.concat(context.transaction().catalog().tables().stream(), context.temporary().tables().stream())
                .map(Table::definition)
                .filter(table -> table.oid() != tableOid)
                .flatMap(table -> table.foreignKeysTo(tableOid).map(key -> new Reference(table, key)));
    }

    /** Drops a key. */
    void drop(Reference reference) {
        int oid = reference.table().oid();
        context.lockTable(oid);
        var table = context.table(oid).definition();
        var rest = new ArrayList<>(table.constraints());
        rest.remove(reference.key());
        context.stage(oid, new Action.Alter(table.withConstraints(rest)));
    }
}
