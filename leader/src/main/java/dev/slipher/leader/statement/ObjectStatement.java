package dev.slipher.leader.statement;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A statement about schemas, databases, users, rights and comments. */
public sealed interface ObjectStatement extends Statement {
    record CreateSchema(String schema, boolean ifNotExists, Optional<String> owner, SourceText source)
            implements ObjectStatement {}

    record DropSchema(List<String> schemas, boolean ifExists, boolean cascade, SourceText source)
            implements ObjectStatement {
        public DropSchema {
            schemas = List.copyOf(schemas);
        }
    }

    /** ALTER SCHEMA or ALTER DATABASE … RENAME TO or OWNER TO; one of the two is present. */
    record AlterNamespace(
            boolean database, String name, Optional<String> newName, Optional<String> newOwner, SourceText source)
            implements ObjectStatement {}

    /** ALTER DATABASE … ISOLATION LEVEL. */
    record AlterIsolation(String database, String level, SourceText source) implements ObjectStatement {}

    record CreateDatabase(String database, Optional<String> owner, Optional<String> isolationLevel, SourceText source)
            implements ObjectStatement {}

    record DropDatabase(String database, boolean ifExists, SourceText source) implements ObjectStatement {}

    /** What PASSWORD says. */
    sealed interface Password {
        enum Fixed implements Password {
            DISABLED
        }

        /** A password in clear, or a digest in PostgreSQL's or Redshift's notation. */
        record Given(String text) implements Password {
            @Override
            public String toString() {
                return "Given[…]";
            }
        }
    }

    /** Attributes of a user; absent ones keep their value or default. */
    record UserAttributes(
            Optional<Password> password,
            Optional<Boolean> superuser,
            Optional<Boolean> createDatabase,
            OptionalInt connectionLimit,
            Optional<String> validUntil) {}

    record CreateUser(String user, UserAttributes attributes, SourceText source) implements ObjectStatement {}

    /** ALTER USER; {@code settings} are its SET and RESET clauses. */
    record AlterUser(
            String user,
            UserAttributes attributes,
            Optional<String> newName,
            List<SessionStatement> settings,
            SourceText source)
            implements ObjectStatement {
        public AlterUser {
            settings = List.copyOf(settings);
        }
    }

    record DropUser(List<String> users, boolean ifExists, SourceText source) implements ObjectStatement {
        public DropUser {
            users = List.copyOf(users);
        }
    }

    /** What rights are about. */
    enum GrantTarget {
        TABLE,
        ALL_TABLES_IN_SCHEMA,
        SCHEMA,
        DATABASE
    }

    /**
     * GRANT or REVOKE.
     *
     * @param privileges in lower case; {@code all} alone for ALL [PRIVILEGES]
     * @param grantees user names; {@code public} for everyone
     * @param grantOption GRANT … WITH GRANT OPTION, or REVOKE GRANT OPTION FOR, which leaves the right itself
     * @param cascade whether REVOKE also takes what the grantees gave to others
     */
    record Grant(
            boolean revoke,
            List<String> privileges,
            GrantTarget target,
            List<QualifiedName> objects,
            List<String> grantees,
            boolean grantOption,
            boolean cascade,
            SourceText source)
            implements ObjectStatement {
        public Grant {
            privileges = List.copyOf(privileges);
            objects = List.copyOf(objects);
            grantees = List.copyOf(grantees);
        }
    }

    /** What COMMENT ON describes. */
    enum CommentTarget {
        TABLE,
        VIEW,
        COLUMN,
        SCHEMA,
        DATABASE,
        CONSTRAINT
    }

    /**
     * COMMENT ON.
     *
     * @param name for a column, the table's name
     * @param part the column, or the constraint of table {@code name}
     * @param comment absent for IS NULL
     */
    record Comment(
            CommentTarget target,
            QualifiedName name,
            Optional<String> part,
            Optional<String> comment,
            SourceText source)
            implements ObjectStatement {}
}
