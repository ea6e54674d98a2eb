package dev.slipher.compute.expression.function;

import dev.slipher.compute.expression.CatalogObject;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;

/**
 * The conversions between oids and names that casts to {@code regclass} and its family stand for, named as PostgreSQL names
 * its input and output functions.
 */
final class ObjectNameFunctions {
    private ObjectNameFunctions() {}

    private static long oid(CatalogObject kind, SqlState unknown, String noun, Text name, CallState state) {
        var text = name.toString().strip();
        if (text.equals("-")) {
            return 0;
        }
        if (!text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.parseLong(text);
        }
        return state.context()
                .catalog()
                .objectOid(kind, text)
                .orElseThrow(() -> new SlipherException(unknown, "%s \"%s\" does not exist".formatted(noun, text)));
    }

    private static void name(CatalogObject kind, long oid, CallState state, ByteSink out) {
        if (oid == 0) {
            out.append('-');
        } else {
            out.append(state.context().catalog().objectName(kind, oid).orElseGet(() -> Long.toString(oid)));
        }
    }

    private static long oidOrNull(CatalogObject kind, Text name, CallState state) {
        var oid = state.context().catalog().objectOid(kind, name.toString().strip());
        if (oid.isEmpty()) {
            state.setNull();
        }
        return oid.orElse(0);
    }

    @ScalarFunction(
            name = "regclassin",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.OID,
            volatility = Volatility.STABLE)
    static long relationIn(Text name, CallState state) {
        return oid(CatalogObject.RELATION, SqlState.UNDEFINED_TABLE, "relation", name, state);
    }

    @ScalarFunction(
            name = "regclassout",
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void relationOut(long oid, CallState state, ByteSink out) {
        name(CatalogObject.RELATION, oid, state, out);
    }

    @ScalarFunction(
            name = "regtypein",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.OID,
            volatility = Volatility.STABLE)
    static long typeIn(Text name, CallState state) {
        return oid(CatalogObject.TYPE, SqlState.UNDEFINED_OBJECT, "type", name, state);
    }

    @ScalarFunction(
            name = "regtypeout",
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void typeOut(long oid, CallState state, ByteSink out) {
        name(CatalogObject.TYPE, oid, state, out);
    }

    @ScalarFunction(
            name = {"regprocin", "regprocedurein", "regoperin", "regoperatorin"},
            arguments = TypeFamily.TEXT,
            result = TypeFamily.OID,
            volatility = Volatility.STABLE)
    static long functionIn(Text name, CallState state) {
        return oid(CatalogObject.FUNCTION, SqlState.UNDEFINED_FUNCTION, "function", name, state);
    }

    @ScalarFunction(
            name = {"regprocout", "regprocedureout", "regoperout", "regoperatorout"},
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void functionOut(long oid, CallState state, ByteSink out) {
        name(CatalogObject.FUNCTION, oid, state, out);
    }

    @ScalarFunction(
            name = "regnamespacein",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.OID,
            volatility = Volatility.STABLE)
    static long schemaIn(Text name, CallState state) {
        return oid(CatalogObject.SCHEMA, SqlState.INVALID_SCHEMA_NAME, "schema", name, state);
    }

    @ScalarFunction(
            name = "regnamespaceout",
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void schemaOut(long oid, CallState state, ByteSink out) {
        name(CatalogObject.SCHEMA, oid, state, out);
    }

    @ScalarFunction(
            name = "regrolein",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.OID,
            volatility = Volatility.STABLE)
    static long roleIn(Text name, CallState state) {
        return oid(CatalogObject.ROLE, SqlState.UNDEFINED_OBJECT, "role", name, state);
    }

    @ScalarFunction(
            name = "regroleout",
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void roleOut(long oid, CallState state, ByteSink out) {
        name(CatalogObject.ROLE, oid, state, out);
    }

    @ScalarFunction(
            name = "to_regclass",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.OID,
            volatility = Volatility.STABLE)
    static long toRelation(Text name, CallState state) {
        return oidOrNull(CatalogObject.RELATION, name, state);
    }

    @ScalarFunction(
            name = "to_regtype",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.OID,
            volatility = Volatility.STABLE)
    static long toType(Text name, CallState state) {
        return oidOrNull(CatalogObject.TYPE, name, state);
    }

    @ScalarFunction(
            name = {"to_regproc", "to_regprocedure"},
            arguments = TypeFamily.TEXT,
            result = TypeFamily.OID,
            volatility = Volatility.STABLE)
    static long toFunction(Text name, CallState state) {
        return oidOrNull(CatalogObject.FUNCTION, name, state);
    }

    @ScalarFunction(
            name = "to_regnamespace",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.OID,
            volatility = Volatility.STABLE)
    static long toSchema(Text name, CallState state) {
        return oidOrNull(CatalogObject.SCHEMA, name, state);
    }

    @ScalarFunction(
            name = "to_regrole",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.OID,
            volatility = Volatility.STABLE)
    static long toRole(Text name, CallState state) {
        return oidOrNull(CatalogObject.ROLE, name, state);
    }
}
