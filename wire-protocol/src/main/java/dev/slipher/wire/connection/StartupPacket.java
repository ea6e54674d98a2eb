package dev.slipher.wire.connection;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.codec.BodyReader;
import dev.slipher.wire.message.BackendMessage.NegotiateProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client's start-up packet: {@code version:4 (name value)* 0}, where names and values end in a zero byte.
 *
 * @param minorVersion of protocol 3
 */
record StartupPacket(int minorVersion, Map<String, String> parameters) {
    private static final int MAJOR_VERSION = 3;
    private static final String PROTOCOL_OPTION_PREFIX = "_pq_.";

    /**
     * Reads the packet.
     *
     * @throws SlipherException 0A000 for a protocol other than 3, 08P01 for a malformed packet
     */
    static StartupPacket parse(byte[] body) {
        var reader = new BodyReader(body, StandardCharsets.UTF_8);
        var version = reader.int32();
        if (version >>> 16 != MAJOR_VERSION) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "unsupported frontend protocol %d.%d: server supports 3.0"
                            .formatted(version >>> 16, version & 0xffff));
        }
        if (body[body.length - 1] != 0) {
            throw new SlipherException(
                    SqlState.PROTOCOL_VIOLATION, "invalid startup packet layout: expected terminator as last byte");
        }
        var parameters = new LinkedHashMap<String, String>();
        for (var name = reader.string(); !name.isEmpty(); name = reader.string()) {
            parameters.put(name, reader.string());
        }
        reader.end();
        return new StartupPacket(version & 0xffff, parameters);
    }

    /**
     * Returns what a client must be told that asks for more than protocol 3.0.
     *
     * <p>Options of the protocol are only spoken of to clients that also ask for a later version: Amazon's drivers send
     * some with version 3.0 and expect no answer.
     */
    Optional<NegotiateProtocolVersion> negotiation() {
        if (minorVersion == 0) {
            return Optional.empty();
        }
        return Optional.of(new NegotiateProtocolVersion(
                0,
                parameters.keySet().stream()
                        .filter(name -> name.startsWith(PROTOCOL_OPTION_PREFIX))
                        .toList()));
    }

    String user() {
        var user = parameters.getOrDefault("user", "");
        if (user.isEmpty()) {
            throw new SlipherException(
                    SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                    "no PostgreSQL user name specified in startup packet");
        }
        return user;
    }

    String database() {
        var database = parameters.getOrDefault("database", "");
        return database.isEmpty() ? user() : database;
    }

    /** Returns the parameters beside user and database; those inside {@code options} give way to those of their own. */
    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.putAll(parseOptions(parameters.getOrDefault("options", "")));
        settings.putAll(parameters);
        List.of("user", "database", "options").forEach(settings::remove);
        settings.keySet().removeIf(name -> name.startsWith(PROTOCOL_OPTION_PREFIX));
        return settings;
    }

    /**
     * Takes {@code -c name=value --name=value -cname=value} apart, as given to libpq's {@code options} and {@code
     * PGOPTIONS}; a backslash keeps the blank after it.
     */
    private static Map<String, String> parseOptions(String options) {
        var settings = new LinkedHashMap<String, String>();
        var words = words(options);
        for (var i = 0; i < words.size(); i++) {
            var word = words.get(i);
            String setting;
            if (word.equals("-c") && i + 1 < words.size()) {
                setting = words.get(++i);
            } else if (word.startsWith("--") || word.startsWith("-c")) {
                setting = word.substring(2);
            } else {
                throw invalidOption(word);
            }
            var equals = setting.indexOf('=');
            if (equals <= 0) {
                throw invalidOption(word);
            }
            settings.put(setting.substring(0, equals).replace('-', '_'), setting.substring(equals + 1));
        }
        return settings;
    }

    private static SlipherException invalidOption(String word) {
        return new SlipherException(SqlState.SYNTAX_ERROR, "invalid command-line argument for server process: " + word)
                .withHint("Use \"-c name=value\".");
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            } else if (!Character.isWhitespace(c)) {
                word.append(c);
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }
}
