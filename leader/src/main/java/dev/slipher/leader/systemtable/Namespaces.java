package dev.slipher.leader.systemtable;

import java.util.Optional;
import java.util.OptionalLong;

/** Object ids of what is there before any user makes something. */
public final class Namespaces {
    public static final int PG_CATALOG_OID = 11;
    public static final int INFORMATION_SCHEMA_OID = 13_000;

    /** The owner of system objects, who is the first superuser. */
    public static final int SYSTEM_OWNER_OID = 10;

    public static final String PG_CATALOG = "pg_catalog";
    public static final String INFORMATION_SCHEMA = "information_schema";

    private Namespaces() {}

    /** Returns the oid of the schema of a system relation. */
    static int oidOf(String schema) {
        return schema.equals(PG_CATALOG) ? PG_CATALOG_OID : INFORMATION_SCHEMA_OID;
    }

    /** Returns the oid of a built-in schema. */
    public static OptionalLong findOid(String schema) {
        return schema.equals(PG_CATALOG) || schema.equals(INFORMATION_SCHEMA)
                ? OptionalLong.of(oidOf(schema))
                : OptionalLong.empty();
    }

    /** Returns the name of a built-in schema. */
    public static Optional<String> findName(long oid) {
        return oid == PG_CATALOG_OID
                ? Optional.of(PG_CATALOG)
                : oid == INFORMATION_SCHEMA_OID ? Optional.of(INFORMATION_SCHEMA) : Optional.empty();
    }
}
