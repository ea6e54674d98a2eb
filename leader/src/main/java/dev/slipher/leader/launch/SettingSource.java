package dev.slipher.leader.launch;

import static dev.slipher.storage.error.SqlState.CONFIG_FILE_ERROR;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import dev.slipher.storage.error.SlipherException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Settings from one place: the command line, the environment or a file. Names are known settings, values are still
 * text.
 */
record SettingSource(Map<Setting, Entry> entries) {

    /** A value and the words that say where it stands, to follow a name in an error. */
    record Entry(String value, String where) {}

    SettingSource {
        entries = Map.copyOf(entries);
    }

    static SettingSource ofFlags(Map<Setting, String> flags) {
        Map<Setting, Entry> entries = new EnumMap<>(Setting.class);
        flags.forEach((setting, value) -> entries.put(setting, new Entry(value, "flag " + setting.flag())));
        return new SettingSource(entries);
    }

    /**
     * Takes the variables that start with SLIPHER_.
     *
     * @throws SlipherException if one of them names no setting
     */
    static SettingSource ofEnvironment(Map<String, String> environment) {
        Map<Setting, Entry> entries = new EnumMap<>(Setting.class);
        environment.forEach((variable, value) -> {
            if (variable.startsWith(Setting.VARIABLE_PREFIX)) {
                Setting setting = Setting.ofVariable(variable)
                        .orElseThrow(() -> unknown(
                                "unknown environment variable \"%s\"".formatted(variable),
                                NearestWord.find(variable, Setting.variables()),
                                Setting.variables().toString()));
                entries.put(setting, new Entry(value, "environment variable " + variable));
            }
        });
        return new SettingSource(entries);
    }

    /**
     * Reads a HOCON file.
     *
     * @throws SlipherException if the file is missing, malformed, or has a key that is no setting
     */
    static SettingSource ofFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new SlipherException(CONFIG_FILE_ERROR, "configuration file \"%s\" does not exist".formatted(file));
        }
        Map<Setting, Entry> entries = new EnumMap<>(Setting.class);
        try {
            var config = ConfigFactory.parseFile(file.toFile()).resolve();
            for (var entry : config.entrySet()) {
                String key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
                int line = entry.getValue().origin().lineNumber();
                String where = line > 0 ? "%s line %d".formatted(file, line) : file.toString();
                Setting setting = Setting.ofKey(key)
                        .orElseThrow(() -> unknown(
                                "unknown setting \"%s\" in %s".formatted(key, where),
                                NearestWord.find(key, Setting.keys()),
                                Setting.keys().toString()));
                entries.put(setting, new Entry(String.valueOf(entry.getValue().unwrapped()), where));
            }
        } catch (ConfigException e) {
            throw new SlipherException(
                    CONFIG_FILE_ERROR, "configuration file \"%s\" is malformed: %s".formatted(file, e.getMessage()), e);
        }
        return new SettingSource(entries);
    }

    private static SlipherException unknown(String message, Optional<String> nearest, String all) {
        return new SlipherException(CONFIG_FILE_ERROR, message)
                .withHint(nearest.map("did you mean \"%s\"?"::formatted)
                        .orElse("the known ones are " + all.substring(1, all.length() - 1)));
    }
}
