package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;

/**
 * A right on an object that was granted to somebody.
 *
 * @param granteeOid who has it; {@link #PUBLIC} for everybody
 * @param grantable whether the grantee may grant it to others
 */
@Tag(35)
public record Privilege(int granteeOid, int grantorOid, Right right, boolean grantable) {
    /** Stands for all users. */
    public static final int PUBLIC = 0;

    /** What may be done. */
    @Tag(36)
    public enum Right {
        SELECT,
        INSERT,
        UPDATE,
        DELETE,
        DROP,
        REFERENCES,
        ALTER,
        TRUNCATE,
        CREATE,
        USAGE,
        TEMPORARY
    }
}
