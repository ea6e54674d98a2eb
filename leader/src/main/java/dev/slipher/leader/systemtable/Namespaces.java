package dev.slipher.leader.systemtable;

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
}
