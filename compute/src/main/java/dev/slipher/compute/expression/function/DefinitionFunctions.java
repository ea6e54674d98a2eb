package dev.slipher.compute.expression.function;

import dev.slipher.compute.expression.CatalogObject;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.VarbyteText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Functions by which clients print definitions, and the formatting that they do it with. */
final class DefinitionFunctions {
    private static final int UTF8 = 6;

    private DefinitionFunctions() {}

    private static void write(Optional<String> text, CallState state, ByteSink out) {
        if (text.isPresent()) {
            out.append(text.get());
        } else {
            state.setNull();
        }
    }

    @ScalarFunction(
            name = {"pg_get_function_arguments", "pg_get_function_identity_arguments"},
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void functionArguments(long oid, CallState state, ByteSink out) {
        write(state.context().catalog().functionArguments(oid), state, out);
    }

    @ScalarFunction(
            name = "pg_get_function_result",
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT,
            volatility = Volatility.STABLE)
    static void functionResult(long oid, CallState state, ByteSink out) {
        write(state.context().catalog().functionResult(oid), state, out);
    }

    /** Functions are built in and have no SQL text; of triggers, rules and partitions there are none. */
    @ScalarFunction(
            name = {
                "pg_get_functiondef",
                "pg_get_function_sqlbody",
                "pg_get_triggerdef",
                "pg_get_ruledef",
                "pg_get_partkeydef",
                "pg_get_partition_constraintdef",
                "pg_get_statisticsobjdef",
                "pg_get_statisticsobjdef_columns"
            },
            arguments = TypeFamily.OID,
            result = TypeFamily.TEXT)
    static void noDefinition(long oid, CallState state, ByteSink out) {
        state.setNull();
    }

    @ScalarFunction(
            name = {"pg_get_triggerdef", "pg_get_ruledef"},
            arguments = {TypeFamily.OID, TypeFamily.BOOLEAN},
            result = TypeFamily.TEXT)
    static void noDefinition(long oid, boolean pretty, CallState state, ByteSink out) {
        state.setNull();
    }

    /** The indexes of keys exist in the catalog alone, where they are said to be ascending with nulls last. */
    @ScalarFunction(
            name = "pg_index_column_has_property",
            arguments = {TypeFamily.OID, TypeFamily.INTEGER, TypeFamily.TEXT},
            result = TypeFamily.BOOLEAN)
    static boolean indexColumnProperty(long index, int column, Text property, CallState state) {
        return switch (property.toString().toLowerCase(Locale.ROOT)) {
            case "asc", "nulls_last", "orderable", "search_array", "search_nulls" -> true;
            case "desc", "nulls_first", "distance_orderable", "returnable" -> false;
            default -> {
                state.setNull();
                yield false;
            }
        };
    }

    /** PostgreSQL's output function of binary strings, beside {@code textin}; Amazon's drivers print catalog columns so. */
    @ScalarFunction(name = "byteaout", arguments = TypeFamily.VARBYTE, result = TypeFamily.TEXT)
    static void binaryOut(Text value, ByteSink out) {
        out.appendAscii("\\x");
        VarbyteText.format(value.bytes(), value.from(), value.to(), out);
    }

    @ScalarFunction(
            name = "textin",
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            rule = ResultRule.FIRST_ARGUMENT)
    static void textIn(Text value, ByteSink out) {
        value.appendTo(out);
    }

    /** No session holds an advisory lock; pools give sessions back with it. */
    @ScalarFunction(name = "pg_advisory_unlock_all", result = TypeFamily.TEXT, length = 1)
    static void unlockAll(ByteSink out) {
        out.appendAscii("");
    }

    /** IDENTITY columns have no sequence. */
    @ScalarFunction(
            name = "pg_get_serial_sequence",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void serialSequence(Text table, Text column, CallState state, ByteSink out) {
        state.setNull();
    }

    /** The one tablespace is the data folder. */
    @ScalarFunction(name = "pg_tablespace_location", arguments = TypeFamily.OID, result = TypeFamily.TEXT, length = 1)
    static void tablespaceLocation(long oid, ByteSink out) {
        out.appendAscii("");
    }

    @ScalarFunction(
            name = {"getdatabaseencoding", "pg_client_encoding"},
            result = TypeFamily.TEXT,
            length = 64,
            volatility = Volatility.STABLE)
    static void encoding(ByteSink out) {
        out.appendAscii("UTF8");
    }

    /** The number that {@code pg_encoding_to_char} gives back; the one encoding inside is UTF8. */
    @ScalarFunction(name = "pg_char_to_encoding", arguments = TypeFamily.TEXT, result = TypeFamily.INTEGER)
    static int encodingNumber(Text name) {
        var key = name.toString().replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
        return key.equals("UTF8") || key.equals("UNICODE") ? UTF8 : -1;
    }

    @ScalarFunction(name = "pg_my_temp_schema", result = TypeFamily.OID, volatility = Volatility.STABLE)
    static long temporarySchema(CallState state) {
        return state.context()
                .catalog()
                .objectOid(CatalogObject.SCHEMA, "pg_temp")
                .orElse(0);
    }

    /** There is no logical replication. */
    @ScalarFunction(name = "pg_relation_is_publishable", arguments = TypeFamily.OID, result = TypeFamily.BOOLEAN)
    static boolean isPublishable(long oid) {
        return false;
    }

    /** Sessions see no other session's temporary tables. */
    @ScalarFunction(name = "pg_is_other_temp_schema", arguments = TypeFamily.OID, result = TypeFamily.BOOLEAN)
    static boolean isOtherTemporarySchema(long oid) {
        return false;
    }

    @ScalarFunction(name = "format", arguments = TypeFamily.TEXT, result = TypeFamily.TEXT)
    static void format(Text pattern, ByteSink out) {
        new ArgumentFormat(pattern.toString(), List.of()).appendTo(out);
    }

    @ScalarFunction(
            name = "format",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            onNull = true)
    static void format(Text pattern, Text first, CallState state, ByteSink out) {
        formatAll(pattern, state, out, first);
    }

    @ScalarFunction(
            name = "format",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            onNull = true)
    static void format(Text pattern, Text first, Text second, CallState state, ByteSink out) {
        formatAll(pattern, state, out, first, second);
    }

    @ScalarFunction(
            name = "format",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.TEXT,
            onNull = true)
    static void format(Text pattern, Text first, Text second, Text third, CallState state, ByteSink out) {
        formatAll(pattern, state, out, first, second, third);
    }

    private static void formatAll(Text pattern, CallState state, ByteSink out, Text... arguments) {
        if (state.isNull(0)) {
            state.setNull();
            return;
        }
        var texts = new ArrayList<Optional<String>>();
        for (int i = 0; i < arguments.length; i++) {
            texts.add(state.isNull(i + 1) ? Optional.empty() : Optional.of(arguments[i].toString()));
        }
        new ArgumentFormat(pattern.toString(), texts).appendTo(out);
    }
}
