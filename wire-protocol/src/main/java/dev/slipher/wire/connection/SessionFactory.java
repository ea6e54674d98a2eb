package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.wire.auth.StartupRequest;

/** Opens the engine's side of a connection once the client has proved who it is. */
@FunctionalInterface
public interface SessionFactory {
    /**
     * Opens a session, applying those start-up parameters that are settings.
     *
     * @return a session that the connection closes
     * @throws SlipherException if the database does not exist, or a setting has a wrong value; ends the connection
     */
    Session open(StartupRequest request);
}
