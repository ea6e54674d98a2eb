package dev.slipher.bench.command;

import dev.slipher.bench.server.ServerProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Reads how far the running COPY has come, over a connection of its own, as any client can. */
final class LoadWatch implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement query;

    LoadWatch(ServerProcess server) throws SQLException {
        connection = server.connect();
        query = connection.prepareStatement("select sum(bytes_loaded) from stv_load_state");
    }

    /** Returns the bytes of text read so far, 0 when nothing is loading. */
    long bytesLoaded() {
        try (var result = query.executeQuery()) {
            return result.next() ? result.getLong(1) : 0;
        } catch (SQLException e) {
            return 0;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
