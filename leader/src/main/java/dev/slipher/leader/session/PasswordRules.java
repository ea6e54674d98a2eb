package dev.slipher.leader.session;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;

/** What Redshift asks of a password that is given in clear. */
final class PasswordRules {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 64;
    private static final String FORBIDDEN = "'\"\\/@";

    private PasswordRules() {}

    /**
     * Checks a password.
     *
     * @throws SlipherException 22023 that says which rule it breaks, and never the password
     */
    static void check(String password) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw invalid("password must be %d to %d characters long".formatted(SHORTEST, LONGEST));
        }
        if (!password.chars().allMatch(c -> c > ' ' && c < 0x7f && FORBIDDEN.indexOf(c) < 0)) {
            throw invalid("password must be of printable ASCII characters without blanks, ', \", \\, / and @");
        }
        if (password.chars().noneMatch(c -> c >= 'A' && c <= 'Z')
                || password.chars().noneMatch(c -> c >= 'a' && c <= 'z')
                || password.chars().noneMatch(c -> c >= '0' && c <= '9')) {
            throw invalid("password must contain at least one uppercase letter, one lowercase letter and one digit");
        }
    }

    private static SlipherException invalid(String message) {
        return new SlipherException(SqlState.INVALID_PARAMETER_VALUE, message);
    }
}
