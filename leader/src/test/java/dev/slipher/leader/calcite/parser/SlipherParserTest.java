package dev.slipher.leader.calcite.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.junit.jupiter.api.Test;

final class SlipherParserTest {

    private static final SqlParser.Config CONFIG = SqlParser.config()
            .withParserFactory(SlipherParserImpl.FACTORY)
            .withUnquotedCasing(Casing.TO_LOWER)
            .withQuoting(Quoting.DOUBLE_QUOTE);

    private static SqlNode parse(String sql) throws SqlParseException {
        return SqlParser.create(sql, CONFIG).parseStmt();
    }

    @Test
    void theInfixCastBindsTighterThanArithmetic() throws SqlParseException {
        assertThat(parse("SELECT 1 + a::bigint * 2")).hasToString("SELECT 1 + (`a` :: BIGINT) * 2");
        assertThat(parse("SELECT -a::int")).hasToString("SELECT - (`a` :: INTEGER)");
        assertThat(parse("SELECT a::int::varchar(3) = 'x'"))
                .hasToString("SELECT ((`a` :: INTEGER) :: VARCHAR(3)) = 'x'");
    }

    @Test
    void aStatementMayEndInSemicolons() throws SqlParseException {
        assertThat(parse("SELECT 1;")).hasToString("SELECT 1");
        assertThat(parse("SELECT 1 ; ;")).hasToString("SELECT 1");
    }

    @Test
    void aSecondStatementAfterTheSemicolonIsNotSwallowed() {
        assertThatThrownBy(() -> parse("SELECT 1; SELECT 2")).isInstanceOf(SqlParseException.class);
    }
}
