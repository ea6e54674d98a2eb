package dev.slipher.leader.session;

import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.Table;
import dev.slipher.storage.catalog.TableDefinition;
import java.util.List;
import java.util.Optional;

/** The temporary tables of one session, in a schema of their own that lies over the permanent ones. */
final class TemporaryRelations {
    /** The schema by which a temporary table can be named. */
    static final String SCHEMA = "pg_temp";

    /** Oids from here on are never given to permanent objects before some two billion of those were made. */
    private static final int DATABASE_OID = 0x7000_0000;

    private static final int SCHEMA_OID = DATABASE_OID + 1;

    private final SessionTransaction transaction;
    private final int ownerOid;
    private int nextOid = SCHEMA_OID + 1;

    TemporaryRelations(SessionTransaction transaction, int ownerOid) {
        this.transaction = transaction;
        this.ownerOid = ownerOid;
    }

    /** Returns the table that {@code name} means, if it is one of these. */
    Optional<Table> find(QualifiedName name) {
        return name.schema().filter(s -> !s.equals(SCHEMA)).isPresent()
                ? Optional.empty()
                : transaction.temporary().findTable(SCHEMA_OID, name.name());
    }

    Optional<Table> find(int oid) {
        return oid < DATABASE_OID ? Optional.empty() : transaction.temporary().findTable(oid);
    }

    boolean contains(int oid) {
        return find(oid).isPresent();
    }

    List<Table> tables() {
        return transaction.temporary().tables();
    }

    boolean isEmpty() {
        return tables().isEmpty();
    }

    TableDefinition create(TableBuilder builder) {
        if (transaction.temporary().findDatabase(SCHEMA).isEmpty()) {
            apply(new Action.Create(new DatabaseDefinition(DATABASE_OID, SCHEMA, ownerOid)));
            apply(new Action.Create(new SchemaDefinition(SCHEMA_OID, DATABASE_OID, SCHEMA, ownerOid)));
        }
        var definition = builder.build(nextOid++, SCHEMA_OID, ownerOid);
        apply(new Action.Create(definition));
        return definition;
    }

    void apply(Action action) {
        transaction.stageTemporary(action);
    }

    void drop(int oid) {
        apply(new Action.Drop(oid));
    }

    void dropAll() {
        tables().forEach(table -> drop(table.oid()));
    }
}
