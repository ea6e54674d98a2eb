package dev.slipher.compute.expression.function;

import dev.slipher.storage.type.ByteSink;
import java.util.Optional;

/** Functions by which clients read the catalog, and those that say who and where a session is. */
final class CatalogFunctions {
    private static final String VERSION =
            "PostgreSQL 8.0.2 on x86_64-pc-linux-gnu, compiled by Java, Redshift 1.0 (Slipher)";

    private CatalogFunctions() {}

    @ScalarFunction(name = "version", result = TypeFamily.TEXT, length = 256, volatility = Volatility.STABLE)
    static void version(ByteSink out) {
        out.appendAscii(VERSION);
    }

    @ScalarFunction(
            name = {"current_user", "user"},
            result = TypeFamily.TEXT,
            length = 128,
            volatility = Volatility.STABLE)
    static void currentUser(CallState state, ByteSink out) {
        out.append(state.context().currentUser());
    }

    @ScalarFunction(name = "session_user", result = TypeFamily.TEXT, length = 128, volatility = Volatility.STABLE)
    static void sessionUser(CallState state, ByteSink out) {
        out.append(state.context().sessionUser());
    }

    @ScalarFunction(
            name = {"current_database", "current_catalog"},
            result = TypeFamily.TEXT,
            length = 128,
            volatility = Volatility.STABLE)
    static void currentDatabase(CallState state, ByteSink out) {
        out.append(state.context().database());
    }

    @ScalarFunction(name = "current_schema", result = TypeFamily.TEXT, length = 128, volatility = Volatility.STABLE)
    static void currentSchema(CallState state, ByteSink out) {
        var path = state.context().searchPath();
        if (path.isEmpty()) {
            state.setNull();
        } else {
            out.append(path.getFirst());
        }
    }

    @ScalarFunction(
            name = "current_schemas",
            arguments = TypeFamily.BOOLEAN,
            result = TypeFamily.ARRAY,
            volatility = Volatility.STABLE)
    static void currentSchemas(boolean implied, CallState state, ByteSink out) {
        out.append('{');
        var schemas = state.context().catalog().schemas(implied);
        for (int i = 0; i < schemas.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            out.append(schemas.get(i));
        }
        out.append('}');
    }

    @ScalarFunction(name = "pg_backend_pid", result = TypeFamily.INTEGER, volatility = Volatility.STABLE)
    static int backendPid(CallState state) {
        return state.context().catalog().processId();
    }

    @ScalarFunction(name = "pg_is_in_recovery", result = TypeFamily.BOOLEAN, volatility = Volatility.STABLE)
    static boolean isInRecovery() {
        return false;
    }

    @ScalarFunction(
            name = "current_setting",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void currentSetting(Text name, CallState state, ByteSink out) {
        write(state.context().catalog().setting(name.toString()), state, out);
    }

    @ScalarFunction(
            name = "current_setting",
            arguments = {TypeFamily.TEXT, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void currentSetting(Text name, boolean missingOk, CallState state, ByteSink out) {
        if (missingOk && !state.context().catalog().hasSetting(name.toString())) {
            state.setNull();
        } else {
            currentSetting(name, state, out);
        }
    }

    @ScalarFunction(
            name = "set_config",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT,
            volatility = Volatility.VOLATILE)
    static void setConfig(Text name, Text value, boolean local, CallState state, ByteSink out) {
        out.append(state.context().catalog().set(name.toString(), value.toString(), local));
    }

    @ScalarFunction(
            name = "pg_get_userbyid",
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            length = 128,
            volatility = Volatility.STABLE)
    static void userById(long oid, CallState state, ByteSink out) {
        out.append(state.context().catalog().userName(oid).orElseGet(() -> "unknown (OID=%d)".formatted(oid)));
    }

    @ScalarFunction(
            name = "pg_table_is_visible",
            arguments = TypeFamily.OID,
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean isTableVisible(long oid, CallState state) {
        return state.context().catalog().isRelationVisible(oid);
    }

    /** All other kinds of objects are in pg_catalog, which every search path has. */
    @ScalarFunction(
            name = {
                "pg_type_is_visible",
                "pg_function_is_visible",
                "pg_operator_is_visible",
                "pg_collation_is_visible",
                "pg_opclass_is_visible",
                "pg_opfamily_is_visible",
                "pg_conversion_is_visible",
                "pg_statistics_obj_is_visible",
                "pg_ts_parser_is_visible",
                "pg_ts_dict_is_visible",
                "pg_ts_template_is_visible",
                "pg_ts_config_is_visible"
            },
            arguments = TypeFamily.OID,
            result = TypeFamily.BOOLEAN,
            volatility = Volatility.STABLE)
    static boolean isVisible(long oid) {
        return true;
    }

    @ScalarFunction(
            name = "pg_get_expr",
            arguments = {TypeFamily.TEXT, TypeFamily.OID},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_ARGUMENT)
    static void expression(Text expression, long relation, ByteSink out) {
        expression.appendTo(out);
    }

    @ScalarFunction(
            name = "pg_get_expr",
            arguments = {TypeFamily.TEXT, TypeFamily.OID, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_ARGUMENT)
    static void expression(Text expression, long relation, boolean pretty, ByteSink out) {
        expression.appendTo(out);
    }

    @ScalarFunction(
            name = "obj_description",
            arguments = {TypeFamily.OID, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void objectDescription(long oid, Text catalog, CallState state, ByteSink out) {
        write(state.context().catalog().comment(oid, 0), state, out);
    }

    @ScalarFunction(
            name = "obj_description",
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void objectDescription(long oid, CallState state, ByteSink out) {
        write(state.context().catalog().comment(oid, 0), state, out);
    }

    @ScalarFunction(
            name = "shobj_description",
            arguments = {TypeFamily.OID, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void sharedDescription(long oid, Text catalog, CallState state, ByteSink out) {
        write(state.context().catalog().comment(oid, 0), state, out);
    }

    @ScalarFunction(
            name = "col_description",
            arguments = {TypeFamily.OID, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void columnDescription(long oid, int column, CallState state, ByteSink out) {
        write(state.context().catalog().comment(oid, column), state, out);
    }

    @ScalarFunction(
            name = "pg_get_viewdef",
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void viewDefinition(long oid, CallState state, ByteSink out) {
        write(state.context().catalog().viewQuery(oid), state, out);
    }

    @ScalarFunction(
            name = "pg_get_viewdef",
            arguments = {TypeFamily.OID, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void viewDefinition(long oid, boolean pretty, CallState state, ByteSink out) {
        write(state.context().catalog().viewQuery(oid), state, out);
    }

    @ScalarFunction(
            name = {"pg_get_constraintdef", "pg_get_indexdef"},
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void constraintDefinition(long oid, CallState state, ByteSink out) {
        write(state.context().catalog().constraintText(oid), state, out);
    }

    @ScalarFunction(
            name = "pg_get_constraintdef",
            arguments = {TypeFamily.OID, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void constraintDefinition(long oid, boolean pretty, CallState state, ByteSink out) {
        write(state.context().catalog().constraintText(oid), state, out);
    }

    @ScalarFunction(
            name = "pg_get_indexdef",
            arguments = {TypeFamily.OID, TypeFamily.INTEGER, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void indexDefinition(long oid, int column, boolean pretty, CallState state, ByteSink out) {
        var catalog = state.context().catalog();
        write(column == 0 ? catalog.constraintText(oid) : catalog.indexColumn(oid, column), state, out);
    }

    @ScalarFunction(
            name = {"pg_relation_size", "pg_table_size", "pg_total_relation_size"},
            arguments = TypeFamily.OID,
            result = TypeFamily.BIGINT,
            volatility = Volatility.STABLE)
    static long relationSize(long oid, CallState state) {
        return state.context().catalog().relationBytes(oid);
    }

    @ScalarFunction(
            name = "pg_database_size",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.BIGINT,
            volatility = Volatility.STABLE)
    static long databaseSize(Text nameOrOid, CallState state) {
        var bytes = state.context().catalog().databaseBytes(nameOrOid.toString());
        if (bytes.isEmpty()) {
            state.setNull();
        }
        return bytes.orElse(0);
    }

    @ScalarFunction(name = "pg_size_pretty", arguments = TypeFamily.BIGINT, result = TypeFamily.TEXT, length = 64)
    static void prettySize(long bytes, ByteSink out) {
        var units = new String[] {"bytes", "kB", "MB", "GB", "TB", "PB"};
        long size = bytes;
        int unit = 0;
        while (Math.abs(size) >= 10_240 && unit < units.length - 1) {
            size = (size + 512) >> 10;
            unit++;
        }
        out.appendLong(size);
        out.append(' ');
        out.appendAscii(units[unit]);
    }

    @ScalarFunction(name = "pg_encoding_to_char", arguments = TypeFamily.INTEGER, result = TypeFamily.TEXT, length = 64)
    static void encodingName(int encoding, ByteSink out) {
        out.appendAscii(encoding == 6 ? "UTF8" : "");
    }

    private static void write(Optional<String> text, CallState state, ByteSink out) {
        if (text.isPresent()) {
            out.append(text.get());
        } else {
            state.setNull();
        }
    }
}
