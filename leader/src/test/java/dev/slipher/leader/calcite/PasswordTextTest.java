package dev.slipher.leader.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "create user u password 'Secret1x' createdb",
                "create user u PassWord'Secret1x' createdb",
                "create user u password $$Secret1x$$ createdb",
                "create user u password $q$Secret1x$q$ createdb",
                "create user u password U&'Secret1x' createdb",
                "create user u password U&'!0053ecret1x' uescape '!' createdb",
                "create user u password e'Secret1x\\'more' createdb",
                "create user u password /* Secret1x */ 'Secret1x' createdb",
                "create user u password -- Secret1x\n'Secret1x' createdb",
                "create user u password 'Secret''1x' createdb",
                "create user u password 'Secr'\n  'et1x' createdb",
                "alter user password password 'Secret1x' createdb",
                "prepare p as create user u password 'Secret1x' createdb",
                "explain create user u password 'Secret1x' createdb"
            })
    void hidesTheStringAfterTheWordHoweverItIsWritten(String sql) {
        var shown = PasswordText.shown(SqlParser.parse(sql).getFirst());

        assertThat(shown).doesNotContainIgnoringCase("ecr").doesNotContain("et1x");
        assertThat(shown).containsIgnoringCase("password '***' createdb");
    }

    @Test
    void leavesOtherTextsAlone() {
        var sql = "alter user u password disable valid until '2030-01-01'";

        assertThat(PasswordText.shown(SqlParser.parse(sql).getFirst())).isEqualTo(sql);
        assertThat(PasswordText.hide("create user u password 'Secret1x' valid until '2030-01-01'"))
                .isEqualTo("create user u password '***' valid until '2030-01-01'");
        assertThat(PasswordText.shown(SqlParser.parse("select 'x' as password").getFirst()))
                .isEqualTo("select 'x' as password");
    }

    @Test
    void cutsWhatIsNoSqlAtTheWord() {
        assertThat(PasswordText.hide("create user u password 'Secret1x")).isEqualTo("create user u password");
    }
}
