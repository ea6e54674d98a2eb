package dev.slipher.leader.session;

import dev.slipher.compute.expression.function.Interruption;
import dev.slipher.leader.history.SessionRecord;
import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.leader.setting.SettingDefinitions;
import dev.slipher.storage.catalog.SettingScope;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.auth.StartupRequest;
import dev.slipher.wire.connection.Session;
import dev.slipher.wire.connection.SessionFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;

/** Opens the sessions of a warehouse for clients that have proved who they are. */
public final class WarehouseSessions implements SessionFactory {
    private final Warehouse warehouse;
    private final int port;

    /**
     * Prepares to open sessions.
     *
     * @param port what they show as {@code port}
     */
    public WarehouseSessions(Warehouse warehouse, int port) {
        this.warehouse = warehouse;
        this.port = port;
    }

    @Override
    public Session open(StartupRequest request) {
        var catalog = warehouse.log().current();
        var user = catalog.findUser(request.user())
                .orElseThrow(() -> new SlipherException(
                        SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                        "role \"%s\" does not exist".formatted(request.user())));
        var database = catalog.findDatabase(request.database())
                .orElseThrow(() -> new SlipherException(
                        SqlState.INVALID_CATALOG_NAME, "database \"%s\" does not exist".formatted(request.database())));
        requireRoom(user);
        var settings = new SessionSettings();
        settings.setFixed("port", Integer.toString(port));
        applyDefaults(settings, catalog.settings(new SettingScope(database.oid(), 0)));
        applyDefaults(settings, catalog.settings(new SettingScope(0, user.oid())));
        request.parameters().forEach((name, value) -> {
            // Drivers say much about themselves that is no setting of ours.
            if (SettingDefinitions.find(name).isPresent()) {
                settings.setDefault(name, value);
            }
        });
        var record = new SessionRecord(
                request.processId(),
                user.oid(),
                user.name(),
                database.oid(),
                database.name(),
                clientAddress(request.remoteAddress()),
                warehouse.now());
        record.setApplicationName(settings.show("application_name"));
        var context = new SessionContext(warehouse, record, settings);
        // The session is of this thread until it ends.
        Interruption.checkWith(context.cancellation()::check);
        warehouse.queries().sessionStarted(record);
        warehouse.add(context);
        return new SqlSession(context);
    }

    /** Returns the address without the port, as far as there is one. */
    private static String clientAddress(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : remote.toString();
    }

    private void requireRoom(UserDefinition user) {
        long open = warehouse.queries().sessions().stream()
                .filter(s -> s.userOid() == user.oid())
                .count();
        if (user.connectionLimit().isPresent() && open >= user.connectionLimit().get()) {
            throw new SlipherException(
                    SqlState.TOO_MANY_CONNECTIONS, "too many connections for role \"%s\"".formatted(user.name()));
        }
    }

    private static void applyDefaults(SessionSettings settings, Map<String, String> values) {
        values.forEach(settings::setDefault);
    }
}
