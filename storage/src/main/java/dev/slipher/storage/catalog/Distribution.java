package dev.slipher.storage.catalog;

import dev.slipher.storage.codec.Tag;

/** Where the rows of a table lie; {@link Auto} leaves the choice to us and says what it is at present. */
public sealed interface Distribution {
    /** Row groups are given to nodes at scan time. */
    @Tag(50)
    enum Even implements Distribution {
        EVEN
    }

    /** Every node reads all rows. */
    @Tag(51)
    enum All implements Distribution {
        ALL
    }

    /** A row lies on the slice of the hash of one column. */
    @Tag(52)
    record Key(int columnId) implements Distribution {}

    /** DISTSTYLE AUTO, at present {@code effective}, which is never itself AUTO. */
    @Tag(53)
    record Auto(Distribution effective) implements Distribution {
        public Auto {
            if (effective instanceof Auto) {
                throw new IllegalArgumentException("AUTO inside AUTO");
            }
        }
    }

    /** Returns the style in force. */
    default Distribution effective() {
        return this instanceof Auto(var inside) ? inside : this;
    }
}
