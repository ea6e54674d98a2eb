package dev.slipher.leader.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.objectstore.LocalDirectoryStore;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifier that MD5 makes of a password has the user's name in it. */
final class RenamedUserTest {
    @Test
    void whoRenamesAUserHearsThatAPasswordIsGone(@TempDir Path folder) throws Exception {
        try (var server = new TestServer(new LocalDirectoryStore(folder.resolve("store")), folder.resolve("temp"));
                var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("set password_encryption to 'md5'");
            statement.execute("create user anna password 'Secret12'");
            statement.execute("alter user anna rename to berta");
            assertThat(notice(statement)).isEqualTo("MD5 password cleared because of role rename");
            statement.execute("alter user berta rename to clara");
            assertThat(notice(statement)).isEmpty();

            statement.execute("set password_encryption to 'scram-sha-256'");
            statement.execute("alter user clara password 'Secret12'");
            statement.execute("alter user clara rename to dora");
            assertThat(notice(statement)).isEmpty();
        }
    }

    private static String notice(Statement statement) throws SQLException {
        var notice = statement.getWarnings();
        return notice == null ? "" : notice.getMessage();
    }
}
