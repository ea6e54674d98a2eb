package dev.slipher.leader.calcite;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;

/** The error for SQL that is understood and cannot be done. */
public final class Unsupported {
    private Unsupported() {}

    static SlipherException feature(String feature, Lexeme at) {
        return feature(feature, at.start() + 1);
    }

    /** 0A000 for {@code feature}, written at {@code position} from 1. */
    public static SlipherException feature(String feature, int position) {
        return new SlipherException(SqlState.FEATURE_NOT_SUPPORTED, feature + " is not supported")
                .withPosition(position);
    }
}
