package dev.slipher.leader.launch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of all settings, to be mixed into a command; {@link #configuration} adds environment, file and defaults. */
public final class SettingFlags {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "File with settings, HOCON. Default: slipher.conf, if there is one.")
    private @Nullable Path file;

    @Option(names = "--port", paramLabel = "PORT", description = "Port for clients. Default: 5439.")
    private @Nullable String port;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on. Default: 127.0.0.1.")
    private @Nullable String host;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Folder of the warehouse, created if absent. Default: slipher-data.")
    private @Nullable String data;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "Memory of the whole process, such as 8g. Default: half of what the machine has.")
    private @Nullable String memory;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "The server's certificate chain in PEM form; with --tls-key, clients may use TLS.")
    private @Nullable String tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The private key of the certificate in PEM form (PKCS #8), without a password.")
    private @Nullable String tlsKey;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warn, info, debug or trace. Default: info.")
    private @Nullable String logLevel;

    /**
     * Returns the configuration that flags, environment and file make together, in this order of strength.
     *
     * @throws dev.slipher.storage.error.SlipherException if a name or a value is wrong
     */
    public Configuration configuration() {
        return ConfigurationReader.of(flags(), file).read(Runtime.getRuntime().maxMemory(), machineBytes());
    }

    /** Returns the machine's memory, or the limit of the container that this process is in. */
    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    private Map<Setting, String> flags() {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = switch (setting) {
                case PORT -> port;
                case HOST -> host;
                case DATA -> data;
                case MEMORY -> memory;
                case TLS_CERTIFICATE -> tlsCertificate;
                case TLS_KEY -> tlsKey;
                case LOG_LEVEL -> logLevel;
            };
            if (value != null) {
                flags.put(setting, value);
            }
        }
        return flags;
    }
}
