package dev.slipher.leader.systemtable;

import static dev.slipher.leader.systemtable.Namespaces.PG_CATALOG;

import java.util.List;

/** Users, as PostgreSQL's roles and as Redshift's users; passwords are never shown. */
final class RoleRelations {
    private static final String HIDDEN = "********";

    static final List<SystemRelation> ALL = List.of(
            SystemRelation.table(
                    1260,
                    PG_CATALOG,
                    "pg_authid",
                    "oid oid, rolname name, rolsuper bool, rolinherit bool, rolcreaterole bool, rolcreatedb bool, "
                            + "rolcanlogin bool, rolreplication bool, rolbypassrls bool, rolconnlimit int4, "
                            + "rolpassword text, rolvaliduntil timestamptz",
                    (context, rows) -> context.users()
                            .forEach(user -> rows.add(
                                    user.oid(),
                                    user.name(),
                                    user.superuser(),
                                    true,
                                    user.superuser(),
                                    user.createDatabase(),
                                    true,
                                    false,
                                    user.superuser(),
                                    user.connectionLimit(),
                                    HIDDEN,
                                    user.validUntil().orElse(null)))),
            SystemRelation.view(
                    12_000,
                    PG_CATALOG,
                    "pg_roles",
                    "rolname name, rolsuper bool, rolinherit bool, rolcreaterole bool, rolcreatedb bool, "
                            + "rolcanlogin bool, rolreplication bool, rolconnlimit int4, rolpassword text, "
                            + "rolvaliduntil timestamptz, rolbypassrls bool, rolconfig text[], oid oid",
                    (context, rows) -> context.users()
                            .forEach(user -> rows.add(
                                    user.name(),
                                    user.superuser(),
                                    true,
                                    user.superuser(),
                                    user.createDatabase(),
                                    true,
                                    false,
                                    user.connectionLimit(),
                                    HIDDEN,
                                    user.validUntil().orElse(null),
                                    user.superuser(),
                                    user.settings().isEmpty() ? null : user.settings(),
                                    user.oid()))),
            users(12_014, "pg_user"),
            users(12_005, "pg_shadow"),
            SystemRelation.view(
                    12_600,
                    PG_CATALOG,
                    "pg_user_info",
                    "usename name, usesysid int4, usecreatedb bool, usesuper bool, usecatupd bool, passwd text, "
                            + "valuntil timestamptz, useconfig text[], useconnlimit text",
                    (context, rows) -> context.users()
                            .forEach(user -> rows.add(
                                    user.name(),
                                    user.oid(),
                                    user.createDatabase(),
                                    user.superuser(),
                                    user.superuser(),
                                    HIDDEN,
                                    user.validUntil().orElse(null),
                                    user.settings().isEmpty() ? null : user.settings(),
                                    user.connectionLimit() < 0 ? "UNLIMITED" : user.connectionLimit()))),
            SystemRelation.view(
                    12_010, PG_CATALOG, "pg_group", "groname name, grosysid oid, grolist oid[]", (_, _) -> {}),
            SystemRelation.table(
                    1261,
                    PG_CATALOG,
                    "pg_auth_members",
                    "roleid oid, member oid, grantor oid, admin_option bool",
                    (_, _) -> {}),
            SystemRelation.table(
                    2964,
                    PG_CATALOG,
                    "pg_db_role_setting",
                    "setdatabase oid, setrole oid, setconfig text[]",
                    (context, rows) -> context.users().stream()
                            .filter(user -> !user.settings().isEmpty())
                            .forEach(user -> rows.add(0, user.oid(), user.settings()))));

    private RoleRelations() {}

    private static SystemRelation users(int oid, String name) {
        return SystemRelation.view(
                oid,
                PG_CATALOG,
                name,
                "usename name, usesysid oid, usecreatedb bool, usesuper bool, userepl bool, usebypassrls bool, "
                        + "usecatupd bool, passwd text, valuntil timestamptz, useconfig text[]",
                (context, rows) -> context.users()
                        .forEach(user -> rows.add(
                                user.name(),
                                user.oid(),
                                user.createDatabase(),
                                user.superuser(),
                                false,
                                user.superuser(),
                                user.superuser(),
                                HIDDEN,
                                user.validUntil().orElse(null),
                                user.settings().isEmpty() ? null : user.settings())));
    }
}
