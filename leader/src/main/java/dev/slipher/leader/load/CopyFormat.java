package dev.slipher.leader.load;

import dev.slipher.leader.statement.DataStatement.CopyOption;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.List;
import java.util.Locale;

/** Tells PostgreSQL's binary format of COPY, which goes to and from clients alone, from the formats of text. */
public final class CopyFormat {
    private CopyFormat() {}

    /**
     * Returns whether the options ask for the binary format.
     *
     * @throws SlipherException 42601 if they also ask for what only texts have
     */
    public static boolean isBinary(List<CopyOption> options) {
        if (options.stream().noneMatch(CopyFormat::asksForBinary)) {
            return false;
        }
        for (var option : options) {
            if (!asksForBinary(option) && !option.name().equals("freeze")) {
                throw new SlipherException(
                                SqlState.SYNTAX_ERROR,
                                "cannot specify %s in BINARY mode"
                                        .formatted(option.name().toUpperCase(Locale.ROOT)))
                        .withPosition(option.position());
            }
        }
        return true;
    }

    private static boolean asksForBinary(CopyOption option) {
        return option.name().equals("binary")
                || option.name().equals("format")
                        && option.value()
                                .map(text -> text.equalsIgnoreCase("binary"))
                                .orElse(false);
    }
}
