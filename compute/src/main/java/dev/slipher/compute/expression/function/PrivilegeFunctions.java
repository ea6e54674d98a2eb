package dev.slipher.compute.expression.function;

/** What the user, or another one, may do. Objects and users are given by name or by oid, which arrives as its digits. */
final class PrivilegeFunctions {
    private PrivilegeFunctions() {}

    @ScalarFunction(
            name = {"has_table_privilege", "has_any_column_privilege"},
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean hasTablePrivilege(Text object, Text privilege, CallState state) {
        return has("", "table", object, privilege, state);
    }

    @ScalarFunction(
            name = {"has_table_privilege", "has_any_column_privilege"},
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean hasTablePrivilege(Text user, Text object, Text privilege, CallState state) {
        return has(user.toString(), "table", object, privilege, state);
    }

    @ScalarFunction(
            name = "has_schema_privilege",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean hasSchemaPrivilege(Text object, Text privilege, CallState state) {
        return has("", "schema", object, privilege, state);
    }

    @ScalarFunction(
            name = "has_schema_privilege",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean hasSchemaPrivilege(Text user, Text object, Text privilege, CallState state) {
        return has(user.toString(), "schema", object, privilege, state);
    }

    @ScalarFunction(
            name = "has_database_privilege",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean hasDatabasePrivilege(Text object, Text privilege, CallState state) {
        return has("", "database", object, privilege, state);
    }

    @ScalarFunction(
            name = "has_database_privilege",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean hasDatabasePrivilege(Text user, Text object, Text privilege, CallState state) {
        return has(user.toString(), "database", object, privilege, state);
    }

    /** All functions are built in, and anyone may call them. */
    @ScalarFunction(
            name = {"has_function_privilege", "has_language_privilege", "has_type_privilege", "has_tablespace_privilege"
            },
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean hasBuiltInPrivilege(Text object, Text privilege) {
        return true;
    }

    @ScalarFunction(
            name = "has_column_privilege",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean hasColumnPrivilege(Text table, Text column, Text privilege, CallState state) {
        return has("", "table", table, privilege, state);
    }

    @ScalarFunction(
            name = "pg_has_role",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean hasRole(Text role, Text privilege, CallState state) {
        return state.context().catalog().isMember("", role.toString());
    }

    @ScalarFunction(
            name = "pg_has_role",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean hasRole(Text user, Text role, Text privilege, CallState state) {
        return state.context().catalog().isMember(user.toString(), role.toString());
    }

    private static boolean has(String user, String kind, Text object, Text privilege, CallState state) {
        return state.context().catalog().hasPrivilege(user, kind, object.toString(), privilege.toString());
    }
}
