package dev.slipher.leader.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationReaderTest {

    private static final long GIGABYTE = 1L << 30;

    @TempDir
    private Path folder;

    private static Configuration read(SettingSource... sources) {
        return new ConfigurationReader(List.of(sources))
                .read(MemoryBudget.ofTotal(4 * GIGABYTE).heapBytes(), 8 * GIGABYTE);
    }

    private static SettingSource flags(Setting setting, String value) {
        return SettingSource.ofFlags(Map.of(setting, value));
    }

    private SettingSource file(String text) throws IOException {
        return SettingSource.ofFile(Files.writeString(folder.resolve("slipher.conf"), text));
    }

    @Test
    void withoutAnySourceEverythingHasItsDefault() {
        Configuration configuration = read();
        assertThat(configuration.port()).isEqualTo(5439);
        assertThat(configuration.host()).isEqualTo("127.0.0.1");
        assertThat(configuration.data()).isEqualTo(Path.of("slipher-data").toAbsolutePath());
        assertThat(configuration.logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(configuration.memory().totalBytes()).isCloseTo(4 * GIGABYTE, Offset.offset(GIGABYTE / 1000));
    }

    @Test
    void flagsBeatTheEnvironmentAndTheEnvironmentBeatsTheFile() throws IOException {
        SettingSource file = file("port = 1, host = file, log-level = debug");
        SettingSource environment =
                SettingSource.ofEnvironment(Map.of("SLIPHER_PORT", "2", "SLIPHER_HOST", "environment", "PATH", "/bin"));
        Configuration configuration = read(flags(Setting.PORT, "3"), environment, file);
        assertThat(configuration.port()).isEqualTo(3);
        assertThat(configuration.host()).isEqualTo("environment");
        assertThat(configuration.logLevel()).isEqualTo(LogLevel.DEBUG);
    }

    @Test
    void anUnknownKeyInTheFileIsNamedWithItsLineAndTheNearestKey() {
        assertThatThrownBy(() -> file("port = 1\nmemroy = 4g\n"))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.hint()).isEqualTo("did you mean \"memory\"?"))
                .hasMessage("unknown setting \"memroy\" in %s line 2", folder.resolve("slipher.conf"));
    }

    @Test
    void aKeyLikeNoOtherGetsTheWholeList() {
        assertThatThrownBy(() -> file("velocity = 1"))
                .isInstanceOfSatisfying(
                        SlipherException.class,
                        e -> assertThat(e.hint())
                                .isEqualTo("the known ones are port, host, data, memory, tls-certificate, tls-key,"
                                        + " log-level"));
    }

    @Test
    void anUnknownVariableIsNamedWithTheNearestOne() {
        assertThatThrownBy(() -> SettingSource.ofEnvironment(Map.of("SLIPHER_LOGLEVEL", "info")))
                .isInstanceOfSatisfying(
                        SlipherException.class,
                        e -> assertThat(e.hint()).isEqualTo("did you mean \"SLIPHER_LOG_LEVEL\"?"))
                .hasMessage("unknown environment variable \"SLIPHER_LOGLEVEL\"");
    }

    @Test
    void aBadValueIsNamedWithItsSourceAndWhatItMustBe() throws IOException {
        assertThatThrownBy(() -> read(flags(Setting.PORT, "65536")))
                .hasMessage("invalid value \"65536\" for port in flag --port, "
                        + "it must be a number from 0 to 65535, 0 for any free one");
        assertThatThrownBy(() -> read(SettingSource.ofEnvironment(Map.of("SLIPHER_LOG_LEVEL", "loud"))))
                .hasMessage("invalid value \"loud\" for log-level in environment variable SLIPHER_LOG_LEVEL, "
                        + "it must be one of error, warn, info, debug, trace");
        SettingSource file = file("\n\nmemory = 8x");
        assertThatThrownBy(() -> read(file))
                .hasMessage(
                        "invalid value \"8x\" for memory in %s line 3, "
                                + "it must be a size such as 512m or 8g, at least 512m",
                        folder.resolve("slipher.conf"));
    }

    @Test
    void aMalformedOrMissingFileIsNamed() {
        assertThatThrownBy(() -> file("port = = 1"))
                .hasMessageStartingWith("configuration file \"%s\" is malformed: ", folder.resolve("slipher.conf"));
        assertThatThrownBy(() -> SettingSource.ofFile(folder.resolve("absent.conf")))
                .hasMessage("configuration file \"%s\" does not exist", folder.resolve("absent.conf"));
    }

    @Test
    void memoryThatTheProcessWasNotStartedForIsRefused() {
        assertThat(read(flags(Setting.MEMORY, "4g")).memory().totalBytes()).isEqualTo(4 * GIGABYTE);
        assertThatThrownBy(() -> read(flags(Setting.MEMORY, "8g")))
                .hasMessageStartingWith("memory \"8g\" in flag --memory does not fit this process, whose heap has ");
    }

    @Test
    void memoryBeyondTheMachinesIsRefused() {
        assertThatThrownBy(() -> read(flags(Setting.MEMORY, "500g")))
                .hasMessage(
                        "memory \"500g\" in flag --memory is more than the 8192 MB that this machine or container has");
    }
}
