package dev.slipher.leader.session;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A session's portals by name, of the protocol's Bind and of SQL's DECLARE alike. */
final class Portals {
    private final Map<String, Portal> byName = new HashMap<>();

    Optional<Portal> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the portal that a message of the protocol names. */
    Portal portal(String name) {
        return get("portal", name);
    }

    /** Returns the portal that a statement names. */
    Portal cursor(String name) {
        return get("cursor", name);
    }

    private Portal get(String kind, String name) {
        return find(name)
                .orElseThrow(() -> new SlipherException(
                        SqlState.INVALID_CURSOR_NAME, "%s \"%s\" does not exist".formatted(kind, name)));
    }

    void put(Portal portal) {
        remove(portal.name());
        byName.put(portal.name(), portal);
    }

    void remove(String name) {
        var portal = byName.remove(name);
        if (portal != null) {
            portal.close();
        }
    }

    /** Closes those that do not outlive their transaction. */
    void endTransaction() {
        for (var portal : new ArrayList<>(byName.values())) {
            if (!portal.isHoldable()) {
                remove(portal.name());
            }
        }
    }

    void closeAll() {
        for (var name : new ArrayList<>(byName.keySet())) {
            remove(name);
        }
    }
}
