package dev.slipher.wire.auth;

import java.net.SocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client said when it connected.
 *
 * @param user never empty
 * @param database the user's name unless the client said otherwise
 * @param parameters all other start-up parameters in the client's spelling and order, known or not; {@code options} has
 *     already been taken apart into the settings of its {@code -c name=value} and {@code --name=value} parts
 * @param processId the number under which the client may cancel; unique among open connections
 * @param remoteAddress where the client connects from
 * @param encrypted whether the connection uses TLS
 */
public record StartupRequest(
        String user,
        String database,
        Map<String, String> parameters,
        int processId,
        SocketAddress remoteAddress,
        boolean encrypted) {
    public StartupRequest {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
}
