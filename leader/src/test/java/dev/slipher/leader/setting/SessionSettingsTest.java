package dev.slipher.leader.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {
    private final SessionSettings settings = new SessionSettings();

    @Test
    void valuesAreShownInOneForm() {
        settings.set("statement_timeout", "2s");
        settings.set("timezone", "america/new_york");
        settings.set("Auto_Analyze", "FALSE");
        settings.set("datestyle", "iso, dmy");
        assertThat(settings.show("statement_timeout")).isEqualTo("2000");
        assertThat(settings.show("TimeZone")).isEqualTo("America/New_York");
        assertThat(settings.show("auto_analyze")).isEqualTo("off");
        assertThat(settings.show("DateStyle")).isEqualTo("ISO, DMY");
    }

    @Test
    void aRollbackTakesBackWhatTheTransactionSet() {
        settings.set("query_group", "before");
        settings.begin();
        settings.set("query_group", "inside");
        settings.end(false);
        assertThat(settings.show("query_group")).isEqualTo("before");
    }

    @Test
    void aCommitKeepsSetAndDropsSetLocal() {
        settings.begin();
        settings.set("query_group", "kept");
        settings.setLocal("application_name", "gone");
        settings.end(true);
        assertThat(settings.show("query_group")).isEqualTo("kept");
        assertThat(settings.show("application_name")).isEmpty();
    }

    @Test
    void theSearchPathKeepsQuotedNames() {
        settings.set("search_path", "\"$user\", \"A b\", Public");
        assertThat(settings.searchPath()).containsExactly("$user", "A b", "public");
        assertThat(settings.show("search_path")).isEqualTo("\"$user\", \"A b\", public");
    }

    @Test
    void unknownNamesAreRefusedUnlessTheyHaveADot() {
        fails(
                () -> settings.set("no_such", "1"),
                SqlState.UNDEFINED_OBJECT,
                "unrecognized configuration parameter \"no_such\"");
        settings.set("my.own", "1");
        assertThat(settings.show("my.own")).isEqualTo("1");
    }

    @Test
    void wrongValuesAreRefused() {
        fails(
                () -> settings.set("statement_timeout", "-1"),
                SqlState.INVALID_PARAMETER_VALUE,
                "-1 ms is outside the valid range for parameter \"statement_timeout\" (0 ms .. 2147483647 ms)");
        fails(
                () -> settings.set("statement_timeout", "soon"),
                SqlState.INVALID_PARAMETER_VALUE,
                "invalid value for parameter \"statement_timeout\": \"soon\"");
        fails(
                () -> settings.set("timezone", "Mars/Olympus"),
                SqlState.INVALID_PARAMETER_VALUE,
                "invalid value for parameter \"TimeZone\": \"Mars/Olympus\"");
        fails(
                () -> settings.set("auto_mv", "perhaps"),
                SqlState.INVALID_PARAMETER_VALUE,
                "parameter \"auto_mv\" requires a Boolean value");
        fails(
                () -> settings.set("server_version", "9"),
                SqlState.CANT_CHANGE_RUNTIME_PARAM,
                "parameter \"server_version\" cannot be changed");
    }

    private static void fails(ThrowingCallable call, SqlState state, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(state))
                .hasMessage(message);
    }
}
