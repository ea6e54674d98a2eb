package dev.slipher.leader.launch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything a user can configure; each has one name, used as {@code port} in the file, {@code --port} as a flag and
 * {@code SLIPHER_PORT} in the environment.
 */
public enum Setting {
    PORT("port", "a number from 0 to 65535, 0 for any free one"),
    HOST("host", "an address or host name of this machine"),
    DATA("data", "a folder"),
    MEMORY("memory", "a size such as 512m or 8g, at least " + MemorySize.format(MemoryBudget.SMALLEST_BYTES)),
    TLS_CERTIFICATE("tls-certificate", "a file with a certificate chain in PEM form"),
    TLS_KEY("tls-key", "a file with a private key in PEM form"),
    LOG_LEVEL("log-level", "one of error, warn, info, debug, trace");

    static final String VARIABLE_PREFIX = "SLIPHER_";

    private final String key;
    private final String allowed;

    Setting(String key, String allowed) {
        this.key = key;
        this.allowed = allowed;
    }

    /** Returns the name in a configuration file. */
    public String key() {
        return key;
    }

    /** Returns the name on the command line. */
    public String flag() {
        return "--" + key;
    }

    /** Returns the name in the environment. */
    public String variable() {
        return VARIABLE_PREFIX + key.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Returns what a value must be, to follow "must be". */
    String allowed() {
        return allowed;
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    static Optional<Setting> ofVariable(String variable) {
        return Arrays.stream(values())
                .filter(setting -> setting.variable().equals(variable))
                .findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Setting::key).toList();
    }

    static List<String> variables() {
        return Arrays.stream(values()).map(Setting::variable).toList();
    }
}
