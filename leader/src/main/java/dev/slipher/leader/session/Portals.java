package dev.slipher.leader.session;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A session's portals by name, of the protocol's Bind and of SQL's DECLARE alike. */
final class Portals {
    private final Map<String, Portal> byName = new HashMap<>();
    /** Those that the current transaction has made. */
    private final Set<Portal> fresh = new HashSet<>();

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
        fresh.add(portal);
    }

    void remove(String name) {
        var portal = byName.remove(name);
        if (portal != null) {
            fresh.remove(portal);
            portal.close();
        }
    }

    /** Returns those that the current transaction has made. */
    Set<Portal> ofTransaction() {
        return Set.copyOf(fresh);
    }

    /** Closes those that the current transaction has made besides {@code earlier}. */
    void removeMadeSince(Set<Portal> earlier) {
        for (var portal : List.copyOf(fresh)) {
            if (!earlier.contains(portal)) {
                remove(portal.name());
            }
        }
    }

    /** Closes those that do not outlive their transaction: of one that has failed, all that it made. */
    void endTransaction(boolean committed) {
        for (var portal : new ArrayList<>(byName.values())) {
            if (!portal.isHoldable() || !committed && fresh.contains(portal)) {
                remove(portal.name());
            }
        }
        fresh.clear();
    }

    void closeAll() {
        for (var name : new ArrayList<>(byName.keySet())) {
            remove(name);
        }
    }
}
