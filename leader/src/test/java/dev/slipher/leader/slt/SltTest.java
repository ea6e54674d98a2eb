package dev.slipher.leader.slt;

import dev.slipher.leader.launch.Configuration;
import dev.slipher.leader.launch.LogLevel;
import dev.slipher.leader.launch.MemoryBudget;
import dev.slipher.leader.launch.Server;
import dev.slipher.leader.server.WarehouseServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the {@code .slt} files through the wire against a server in this process. */
class SltTest {
    private static final Path FILES = Path.of("src/test/resources/slt");

    @Test
    void everyFileGivesWhatItSays(@TempDir Path folder) throws Exception {
        try (var server = open(folder)) {
            for (var file : files()) {
                file.run(() -> connect(server));
            }
        }
    }

    /** Each file leaves its tables behind, so that every restart finds more of them. */
    @Test
    void everyFileGivesWhatItSaysWithRestartsBetween(@TempDir Path folder) throws Exception {
        for (var file : files()) {
            try (var server = open(folder)) {
                file.run(() -> connect(server));
            }
        }
    }

    private static Iterable<SltFile> files() throws Exception {
        var files = new ArrayList<SltFile>();
        try (var paths = Files.list(FILES)) {
            for (var path : paths.sorted().toList()) {
                files.add(new SltFile(path));
            }
        }
        return files;
    }

    private static Server open(Path folder) {
        var memory = new MemoryBudget(512L << 20, 256L << 20, 64L << 20, 16L << 20);
        return WarehouseServer.open(new Configuration(0, "127.0.0.1", folder, memory, Optional.empty(), LogLevel.INFO));
    }

    private static Connection connect(Server server) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "admin");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/dev".formatted(server.address().getPort()), properties);
    }
}
