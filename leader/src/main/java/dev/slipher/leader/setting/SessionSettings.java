package dev.slipher.leader.setting;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of one session's parameters: defaults, what the session set, and what holds until the transaction ends.
 *
 * <p>A rollback takes back what was set since {@link #begin()}. The session's thread uses it, and workers do that compute
 * {@code set_config} or {@code current_setting}.
 */
public final class SessionSettings {
    /** Other names of parameters; {@code readonly} is what Amazon's JDBC driver sets. */
    private static final Map<String, String> ALIASES =
            Map.of("time zone", "timezone", "readonly", "default_transaction_read_only");

    /** The parameter that names the user whom the session acts as; SET SESSION AUTHORIZATION alone changes it. */
    static final String AUTHORIZATION = "session_authorization";

    private final Map<String, String> defaults = new ConcurrentHashMap<>();
    private Map<String, String> session = new ConcurrentHashMap<>();
    private Map<String, String> local = new ConcurrentHashMap<>();
    private @Nullable Map<String, String> beforeTransaction;
    private long version;

    /** Sets what RESET goes back to, as ALTER USER … SET and start-up parameters do. */
    public void setDefault(String name, String value) {
        defaults.put(key(name), canonical(name, value));
        version++;
    }

    /** Replaces the value of a parameter that cannot be SET, such as the port. */
    public void setFixed(String name, String value) {
        defaults.put(key(name), value);
        version++;
    }

    /** SET: holds until the session ends, unless the transaction rolls back. */
    public void set(String name, String value) {
        var canonical = canonical(name, value);
        session.put(key(name), canonical);
        local.remove(key(name));
        version++;
    }

    /** SET LOCAL: holds until the transaction ends. */
    public void setLocal(String name, String value) {
        local.put(key(name), canonical(name, value));
        version++;
    }

    /** Checks a value as {@link #set} does and keeps nothing, as SET LOCAL outside of a transaction. */
    public void checkValue(String name, String value) {
        canonical(name, value);
    }

    /** RESET. */
    public void reset(String name) {
        requireKnown(name);
        var definition = SettingDefinitions.find(key(name));
        boolean fixed = definition.isPresent() && definition.get().kind() instanceof SettingDefinition.Kind.Fixed;
        if (fixed && !key(name).equals(AUTHORIZATION)) {
            throw new SlipherException(
                    SqlState.CANT_CHANGE_RUNTIME_PARAM,
                    "parameter \"%s\" cannot be changed"
                            .formatted(definition.get().name()));
        }
        session.remove(key(name));
        local.remove(key(name));
        version++;
    }

    /** RESET ALL, which leaves the session's user alone. */
    public void resetAll() {
        session.keySet().removeIf(key -> !key.equals(AUTHORIZATION));
        local.keySet().removeIf(key -> !key.equals(AUTHORIZATION));
        version++;
    }

    /** SET SESSION AUTHORIZATION: holds as long as what {@link #set} or {@link #setLocal} sets. */
    public void authorize(String user, boolean forTransaction) {
        if (forTransaction) {
            local.put(AUTHORIZATION, user);
        } else {
            session.put(AUTHORIZATION, user);
            local.remove(AUTHORIZATION);
        }
        version++;
    }

    /** Returns the user whom the session acts as. */
    public String authorizedUser() {
        return show(AUTHORIZATION);
    }

    /** Remembers the values that a rollback goes back to. */
    public void begin() {
        beforeTransaction = new ConcurrentHashMap<>(session);
    }

    /** Ends the transaction: what was set for it alone is gone, after a rollback also the rest. */
    public void end(boolean committed) {
        if (!committed && beforeTransaction != null && !beforeTransaction.equals(session)) {
            session = beforeTransaction;
            version++;
        }
        beforeTransaction = null;
        if (!local.isEmpty()) {
            local = new ConcurrentHashMap<>();
            version++;
        }
    }

    /** What a session and its transaction have set. */
    public record Values(Map<String, String> session, Map<String, String> local) {}

    /** Returns what {@link #restore} goes back to. */
    public Values values() {
        return new Values(Map.copyOf(session), Map.copyOf(local));
    }

    /** Goes back to earlier values, as ROLLBACK TO SAVEPOINT does. */
    public void restore(Values values) {
        session = new ConcurrentHashMap<>(values.session());
        local = new ConcurrentHashMap<>(values.local());
        version++;
    }

    /**
     * Returns the value in force.
     *
     * @throws SlipherException 42704 for a name that neither we nor the session know
     */
    public String show(String name) {
        return find(name).orElseThrow(() -> SettingDefinitions.unknown(name));
    }

    /** Returns the value in force, or nothing for a name that neither we nor the session know. */
    public Optional<String> find(String name) {
        var key = key(name);
        var value = local.getOrDefault(key, session.getOrDefault(key, defaults.getOrDefault(key, "")));
        if (!value.isEmpty() || local.containsKey(key) || session.containsKey(key) || defaults.containsKey(key)) {
            return Optional.of(value);
        }
        // What a transaction does not say for itself is what sessions say for all of theirs.
        return key.equals("transaction_isolation") || key.equals("transaction_read_only")
                ? find("default_" + key)
                : SettingDefinitions.find(key).map(SettingDefinition::defaultValue);
    }

    /** Returns a number that changes with every change of a value. */
    public long version() {
        return version;
    }

    /** Returns the value of a parameter that takes whole numbers. */
    public long number(String name) {
        return Long.parseLong(show(name));
    }

    /** Returns whether a parameter that takes on and off is on. */
    public boolean isOn(String name) {
        return show(name).equals("on");
    }

    /** Returns the names in {@code search_path}, with {@code $user} as written. */
    public List<String> searchPath() {
        return SettingValues.splitNames(show("search_path"));
    }

    /** Returns all values in force by name as shown, dotted ones of the session included. */
    public Map<String, String> all() {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var definition : SettingDefinitions.all()) {
            all.put(definition.name(), show(definition.name()));
        }
        for (var values : List.of(defaults, session, local)) {
            values.forEach((name, value) -> {
                if (SettingDefinitions.find(name).isEmpty()) {
                    all.put(name, value);
                }
            });
        }
        return all;
    }

    /** Returns those values that a client must be told of. */
    public Map<String, String> reported() {
        var reported = new TreeMap<String, String>();
        for (var definition : SettingDefinitions.all()) {
            if (definition.reported()) {
                reported.put(definition.name(), show(definition.name()));
            }
        }
        return reported;
    }

    /** Returns the values that can change what a plan means, as part of its cache key. */
    public List<String> planningValues() {
        var values = new ArrayList<String>();
        values.add(show("search_path"));
        values.add(show("TimeZone"));
        values.add(show("DateStyle"));
        return values;
    }

    private static String canonical(String name, String value) {
        requireKnown(name);
        return SettingDefinitions.find(key(name))
                .map(definition -> SettingValues.canonical(definition, value))
                .orElse(value);
    }

    private static void requireKnown(String name) {
        if (name.indexOf('.') < 0 && SettingDefinitions.find(key(name)).isEmpty()) {
            throw SettingDefinitions.unknown(name);
        }
    }

    private static String key(String name) {
        var key = name.toLowerCase(Locale.ROOT);
        return ALIASES.getOrDefault(key, key);
    }
}
