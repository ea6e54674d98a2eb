package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import java.util.Optional;

/**
 * A user, who belongs to all databases.
 *
 * @param passwordVerifier what is kept of the password, in PostgreSQL's form {@code SCRAM-SHA-256$…}; empty if the user
 *     has none
 * @param validUntil when the password expires, in microseconds since 2000-01-01 UTC
 * @param connectionLimit the most connections at a time; empty for no limit
 */
@Tag(34)
public record UserDefinition(
        int oid,
        String name,
        boolean superuser,
        boolean createDatabase,
        Optional<String> passwordVerifier,
        Optional<Long> validUntil,
        Optional<Integer> connectionLimit)
        implements Definition {}
