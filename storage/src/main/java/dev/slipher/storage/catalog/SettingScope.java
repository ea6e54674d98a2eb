package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;

/**
 * Whom stored settings serve: a database, a user, or a user in a database.
 *
 * @param databaseOid 0 for every database
 * @param userOid 0 for every user
 */
@Tag(37)
public record SettingScope(int databaseOid, int userOid) {}
