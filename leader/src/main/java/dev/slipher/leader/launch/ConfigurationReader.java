package dev.slipher.leader.launch;

import static dev.slipher.storage.error.SqlState.CONFIG_FILE_ERROR;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.wire.connection.ServerOptions.TlsFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the settings of several places into a {@link Configuration}; the first place that has a setting decides it. */
final class ConfigurationReader {

    private static final Path DEFAULT_FILE = Path.of("slipher.conf");

    private final List<SettingSource> sources;

    /**
     * Prepares to read.
     *
     * @param sources strongest first
     */
    ConfigurationReader(List<SettingSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * Prepares to read flags, this process's environment, and a file.
     *
     * @param file null for {@code slipher.conf}, which may be absent
     * @throws SlipherException if a name is unknown or the file cannot be read
     */
    static ConfigurationReader of(Map<Setting, String> flags, @Nullable Path file) {
        List<SettingSource> sources = new ArrayList<>();
        sources.add(SettingSource.ofFlags(flags));
        sources.add(SettingSource.ofEnvironment(System.getenv()));
        if (file != null) {
            sources.add(SettingSource.ofFile(file));
        } else if (Files.exists(DEFAULT_FILE)) {
            sources.add(SettingSource.ofFile(DEFAULT_FILE));
        }
        return new ConfigurationReader(sources);
    }

    /**
     * Reads every setting.
     *
     * @param heapBytes the largest size of this JVM's heap, which the memory setting must agree with
     * @param machineBytes the memory that the machine or container has
     * @throws SlipherException if a value is not allowed, naming it and where it stands
     */
    Configuration read(long heapBytes, long machineBytes) {
        return new Configuration(
                value(Setting.PORT, ConfigurationReader::port).orElse(Configuration.DEFAULT_PORT),
                value(Setting.HOST, ConfigurationReader::host).orElse(Configuration.DEFAULT_HOST),
                folder(),
                memory(heapBytes, machineBytes),
                tls(),
                value(Setting.LOG_LEVEL, ConfigurationReader::logLevel).orElse(Configuration.DEFAULT_LOG_LEVEL));
    }

    /** Reads the data folder alone, as an absolute path. */
    Path folder() {
        return value(Setting.DATA, ConfigurationReader::path)
                .orElse(Path.of(Configuration.DEFAULT_DATA))
                .toAbsolutePath()
                .normalize();
    }

    private Optional<TlsFiles> tls() {
        Optional<Path> certificate = value(Setting.TLS_CERTIFICATE, ConfigurationReader::path);
        Optional<Path> key = value(Setting.TLS_KEY, ConfigurationReader::path);
        if (certificate.isPresent() != key.isPresent()) {
            Setting given = key.isPresent() ? Setting.TLS_KEY : Setting.TLS_CERTIFICATE;
            Setting missing = key.isPresent() ? Setting.TLS_CERTIFICATE : Setting.TLS_KEY;
            throw new SlipherException(
                    CONFIG_FILE_ERROR,
                    "%s in %s needs %s beside it"
                            .formatted(given.key(), entry(given).orElseThrow().where(), missing.key()));
        }
        return certificate.map(chain -> new TlsFiles(chain, key.orElseThrow()));
    }

    private MemoryBudget memory(long heapBytes, long machineBytes) {
        Optional<MemoryBudget> configured = value(Setting.MEMORY, ConfigurationReader::budget);
        configured.filter(budget -> budget.totalBytes() > machineBytes).ifPresent(_ -> {
            throw badMemory("is more than the %d MB that this machine or container has".formatted(machineBytes >> 20));
        });
        configured.filter(budget -> !budget.fitsHeap(heapBytes)).ifPresent(budget -> {
            throw badMemory("does not fit this process, whose heap has %d MB instead of %d MB"
                            .formatted(heapBytes >> 20, budget.heapBytes() >> 20))
                    .withHint("start it with the script slipher, and write the setting as a plain line, memory = 8g");
        });
        return configured.orElseGet(() -> MemoryBudget.ofHeap(heapBytes));
    }

    private SlipherException badMemory(String problem) {
        var entry = entry(Setting.MEMORY).orElseThrow();
        return new SlipherException(
                CONFIG_FILE_ERROR, "memory \"%s\" in %s %s".formatted(entry.value(), entry.where(), problem));
    }

    private Optional<SettingSource.Entry> entry(Setting setting) {
        return sources.stream()
                .flatMap(source -> Optional.ofNullable(source.entries().get(setting)).stream())
                .findFirst();
    }

    private <T> Optional<T> value(Setting setting, Function<String, Optional<T>> parser) {
        return entry(setting)
                .map(entry -> parser.apply(entry.value().strip())
                        .orElseThrow(() -> new SlipherException(
                                CONFIG_FILE_ERROR,
                                "invalid value \"%s\" for %s in %s, it must be %s"
                                        .formatted(entry.value(), setting.key(), entry.where(), setting.allowed()))));
    }

    private static Optional<Integer> port(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= 0xFFFF
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }

    private static Optional<String> host(String text) {
        return text.isEmpty() || text.chars().anyMatch(Character::isWhitespace) ? Optional.empty() : Optional.of(text);
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<MemoryBudget> budget(String text) {
        return MemorySize.parse(text).stream()
                .filter(bytes -> bytes >= MemoryBudget.SMALLEST_BYTES)
                .mapToObj(MemoryBudget::ofTotal)
                .findFirst();
    }

    private static Optional<LogLevel> logLevel(String text) {
        try {
            return Optional.of(LogLevel.valueOf(text.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
