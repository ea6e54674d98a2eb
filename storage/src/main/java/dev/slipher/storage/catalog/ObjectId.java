package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The random 128-bit name of an immutable object, which never collides with another. */
@Tag(20)
public record ObjectId(long high, long low) {
    /** Returns a new name. */
    public static ObjectId random(RandomGenerator random) {
        return new ObjectId(random.nextLong(), random.nextLong());
    }

    /** Reads the 32 lower-case hexadecimal digits that {@link #toString()} gives. */
    public static ObjectId parse(String hex) {
        if (hex.length() != 32) {
            throw new IllegalArgumentException("not an object id: " + hex);
        }
        return new ObjectId(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
    }

    @Override
    public String toString() {
        var digits = HexFormat.of();
        return digits.toHexDigits(high) + digits.toHexDigits(low);
    }
}
