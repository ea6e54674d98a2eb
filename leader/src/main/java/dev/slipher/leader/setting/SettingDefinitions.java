package dev.slipher.leader.setting;

import dev.slipher.leader.setting.SettingDefinition.Kind;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.connection.ServerOptions;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The parameters that exist, of Redshift and those of PostgreSQL that its clients set or read. */
public final class SettingDefinitions {
    /** What clients are told as {@code server_version}: the PostgreSQL whose catalog queries are answered. */
    public static final String SERVER_VERSION = "15.0";

    private static final String CLIENT = "Client Connection Defaults";
    private static final String QUERY = "Query Tuning";
    private static final String WORKLOAD = "Workload Management";
    private static final String PRESET = "Preset Options";
    private static final String COMPATIBILITY = "Version and Platform Compatibility";

    private static final List<SettingDefinition> ALL = List.of(
            flag("allow_system_table_mods", "off", PRESET, "Allows modifications of the structure of system tables"),
            whole("analyze_threshold_percent", 10, 0, 100, "", QUERY, "Changed rows below which ANALYZE skips a table"),
            reported("application_name", "", new Kind.Text(), "Reporting and Logging", "The application's name"),
            flag("auto_analyze", "on", QUERY, "Keeps statistics up to date by itself"),
            flag("auto_mv", "on", QUERY, "Makes materialized views by itself"),
            choice("backslash_quote", "safe_encoding", COMPATIBILITY, "on", "off", "safe_encoding"),
            choice("bytea_output", "hex", CLIENT, "hex"),
            flag("cast_super_null_on_error", "on", CLIENT, "Returns null for wrong casts of SUPER values"),
            flag("check_function_bodies", "on", CLIENT, "Checks routine bodies at creation"),
            reported("client_encoding", "UTF8", new Kind.Encoding(), CLIENT, "The client's character set"),
            choice(
                    "client_min_messages",
                    "notice",
                    CLIENT,
                    "debug5",
                    "debug4",
                    "debug3",
                    "debug2",
                    "debug1",
                    "debug",
                    "log",
                    "notice",
                    "warning",
                    "error"),
            reported("DateStyle", "ISO, MDY", new Kind.DateOrder(), CLIENT, "How dates are shown and read"),
            text("default_tablespace", "", CLIENT, "Accepted for compatibility"),
            text("default_table_access_method", "heap", CLIENT, "Accepted for compatibility"),
            choice(
                    "default_transaction_isolation",
                    "snapshot",
                    CLIENT,
                    "serializable",
                    "snapshot",
                    "repeatable read",
                    "read committed",
                    "read uncommitted"),
            reported("default_transaction_read_only", "off", new Kind.Flag(), CLIENT, "New transactions only read"),
            flag("default_transaction_deferrable", "off", CLIENT, "Accepted for compatibility"),
            flag("describe_field_name_in_uppercase", "off", CLIENT, "Returns column names in upper case"),
            flag(
                    "downcase_delimited_identifier",
                    "off",
                    COMPATIBILITY,
                    "Quoted names keep their case whatever it says"),
            flag(
                    "enable_case_sensitive_identifier",
                    "on",
                    COMPATIBILITY,
                    "Quoted names keep their case whatever it says"),
            flag("enable_result_cache_for_session", "on", QUERY, "Answers repeated queries from a cache"),
            flag("enable_user_activity_logging", "off", "Reporting and Logging", "Logs each statement"),
            flag("enable_vacuum_boost", "off", QUERY, "Gives VACUUM more resources"),
            flag("error_on_nondeterministic_update", "off", QUERY, "Refuses UPDATE with several matches for a row"),
            flag("escape_string_warning", "on", COMPATIBILITY, "Warns about backslashes in plain strings"),
            whole("extra_float_digits", 1, -15, 3, "", CLIENT, "Accepted for compatibility"),
            flag("geqo", "off", QUERY, "Accepted for compatibility"),
            whole(
                    "idle_in_transaction_session_timeout",
                    0,
                    0,
                    Integer.MAX_VALUE,
                    "ms",
                    CLIENT,
                    "Ends a session idle in a transaction"),
            whole("idle_session_timeout", 0, 0, Integer.MAX_VALUE, "ms", CLIENT, "Ends an idle session"),
            fixed("in_hot_standby", "off", true),
            fixed("integer_datetimes", "on", true),
            choice("IntervalStyle", "postgres", CLIENT, "postgres"),
            flag("jit", "off", QUERY, "Accepted for compatibility"),
            text("lc_collate", "C", PRESET, "The order of strings: by bytes"),
            text("lc_ctype", "C", PRESET, "The classes of characters"),
            text("lc_messages", "C", CLIENT, "The language of messages"),
            text("lc_monetary", "C", CLIENT, "The format of money"),
            text("lc_numeric", "C", CLIENT, "The format of numbers"),
            text("lc_time", "C", CLIENT, "The format of dates"),
            whole("lock_timeout", 0, 0, Integer.MAX_VALUE, "ms", CLIENT, "The longest wait for a lock"),
            text("log_statement", "none", "Reporting and Logging", "Accepted for compatibility"),
            whole("maintenance_work_mem", 65_536, 0, Integer.MAX_VALUE, "kB", QUERY, "Accepted for compatibility"),
            fixed("max_connections", Integer.toString(ServerOptions.DEFAULT_MAX_CONNECTIONS), false),
            fixed("max_identifier_length", "127", false),
            fixed("max_index_keys", "32", false),
            flag("mv_enable_aqmv_for_session", "on", QUERY, "Rewrites queries to use materialized views"),
            choice("password_encryption", "scram-sha-256", PRESET, "scram-sha-256", "md5"),
            fixed("port", "5439", false),
            text("query_group", "default", WORKLOAD, "The label that chooses a queue"),
            flag("quote_all_identifiers", "off", COMPATIBILITY, "Quotes all identifiers in generated SQL"),
            flag("require_ssl", "off", "Connections and Authentication", "Refuses connections without TLS"),
            text("role", "none", CLIENT, "The role that is in force"),
            flag("row_security", "on", CLIENT, "Applies row security"),
            new SettingDefinition(
                    "search_path",
                    "\"$user\", public",
                    new Kind.Names(),
                    false,
                    CLIENT,
                    "The schemas in which names are looked up"),
            fixed("server_encoding", "UTF8", true),
            fixed("server_version", SERVER_VERSION, true),
            fixed("server_version_num", "150000", false),
            fixed(SessionSettings.AUTHORIZATION, "", false),
            text("session_replication_role", "origin", CLIENT, "Accepted for compatibility"),
            flag("spectrum_enable_pseudo_columns", "on", QUERY, "Shows path and size of external files"),
            reported(
                    "standard_conforming_strings",
                    "on",
                    new Kind.Choice(List.of("on")),
                    COMPATIBILITY,
                    "Backslashes in plain strings are ordinary characters"),
            whole("statement_timeout", 0, 0, Integer.MAX_VALUE, "ms", CLIENT, "The longest time a statement may take"),
            flag("synchronize_seqscans", "on", COMPATIBILITY, "Accepted for compatibility"),
            choice("synchronous_commit", "on", PRESET, "on", "local", "remote_write", "remote_apply", "off"),
            whole(
                    "tcp_keepalives_idle",
                    0,
                    0,
                    Integer.MAX_VALUE,
                    "",
                    "Connections and Authentication",
                    "Accepted for compatibility"),
            text("temp_tablespaces", "", CLIENT, "Accepted for compatibility"),
            reported("TimeZone", "UTC", new Kind.Zone(), CLIENT, "The session's time zone"),
            choice(
                    "transaction_isolation",
                    "snapshot",
                    CLIENT,
                    "serializable",
                    "snapshot",
                    "repeatable read",
                    "read committed",
                    "read uncommitted"),
            flag("transaction_read_only", "off", CLIENT, "The transaction only reads"),
            flag("transaction_deferrable", "off", CLIENT, "Accepted for compatibility"),
            flag("transform_null_equals", "off", COMPATIBILITY, "Accepted for compatibility"),
            flag("use_fips_ssl", "off", "Connections and Authentication", "Restricts TLS to FIPS algorithms"),
            text("wlm_json_configuration", "[{\"auto_wlm\":true}]", WORKLOAD, "The queues"),
            whole("wlm_query_slot_count", 1, 1, 50, "", WORKLOAD, "Slots that a query takes"),
            whole("work_mem", 4_096, 64, Integer.MAX_VALUE, "kB", QUERY, "Accepted for compatibility"),
            choice("xmloption", "content", CLIENT, "content", "document"));

    private static final Map<String, SettingDefinition> BY_NAME = byName();

    private SettingDefinitions() {}

    /** Returns the parameters in the order of their names. */
    public static Collection<SettingDefinition> all() {
        return BY_NAME.values();
    }

    /** Returns the parameter of that name in any case. */
    public static Optional<SettingDefinition> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    static SlipherException unknown(String name) {
        return new SlipherException(
                SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"%s\"".formatted(name));
    }

    private static Map<String, SettingDefinition> byName() {
        var map = new TreeMap<String, SettingDefinition>();
        for (var definition : ALL) {
            map.put(definition.name().toLowerCase(Locale.ROOT), definition);
        }
        return map;
    }

    private static SettingDefinition flag(String name, String value, String category, String description) {
        return new SettingDefinition(name, value, new Kind.Flag(), false, category, description);
    }

    private static SettingDefinition whole(
            String name, long value, long min, long max, String unit, String category, String description) {
        return new SettingDefinition(
                name, Long.toString(value), new Kind.Whole(min, max, unit), false, category, description);
    }

    private static SettingDefinition choice(String name, String value, String category, String... words) {
        return new SettingDefinition(
                name, value, new Kind.Choice(List.of(words)), false, category, "One of " + String.join(", ", words));
    }

    private static SettingDefinition text(String name, String value, String category, String description) {
        return new SettingDefinition(name, value, new Kind.Text(), false, category, description);
    }

    private static SettingDefinition reported(
            String name, String value, Kind kind, String category, String description) {
        return new SettingDefinition(name, value, kind, true, category, description);
    }

    private static SettingDefinition fixed(String name, String value, boolean reported) {
        return new SettingDefinition(name, value, new Kind.Fixed(), reported, PRESET, "Cannot be changed");
    }
}
