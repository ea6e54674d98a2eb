package dev.slipher.leader.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipher.compute.source.text.TextLayout;
import dev.slipher.leader.statement.DataStatement.CopyEndpoint;
import dev.slipher.leader.statement.DataStatement.CopyOption;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopyOptionReaderTest {
    private static final CopyEndpoint FILE = new CopyEndpoint.Location("/data/t");
    private static final CopyEndpoint CLIENT = CopyEndpoint.Client.CLIENT;

    @Test
    void filesAreDelimitedByBarsUnlessToldOtherwise() {
        assertThat(read(FILE).format().layout()).isEqualTo(new TextLayout.Delimited((byte) '|', false, false));
        assertThat(read(FILE, "delimiter", "\\t", "escape", null).format().layout())
                .isEqualTo(new TextLayout.Delimited((byte) '\t', true, false));
        assertThat(read(FILE, "delimiter", "\\001").format().layout())
                .isEqualTo(new TextLayout.Delimited((byte) 1, false, false));
        assertThat(read(FILE, "format", "csv").format().layout())
                .isEqualTo(new TextLayout.Csv((byte) ',', (byte) '"', (byte) '"'));
    }

    @Test
    void theClientsFormatsArePostgresOwn() {
        assertThat(read(CLIENT).format().layout()).isEqualTo(new TextLayout.PostgresText((byte) '\t'));
        assertThat(new String(read(CLIENT, "format", "csv").format().nullMarker(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(new String(read(FILE, "format", "csv").format().nullMarker(), StandardCharsets.UTF_8))
                .isEqualTo("\\N");
        assertThat(read(CLIENT, "freeze", "on").format().layout())
                .isEqualTo(read(CLIENT).format().layout());
    }

    @Test
    void fixedWidthsAreReadFromTheirSpecification() {
        assertThat(read(FILE, "fixedwidth", "id:3,name:20").format().layout())
                .isEqualTo(new TextLayout.FixedWidth(List.of(3, 20)));
        assertThatThrownBy(() -> read(FILE, "fixedwidth", "id:x")).hasMessageContaining("id:x");
    }

    @Test
    void contradictionsAreRefusedWithTheirPlace() {
        refused(SqlState.SYNTAX_ERROR, "format", "csv", "escape", null);
        refused(SqlState.SYNTAX_ERROR, "format", "csv", "removequotes", null);
        refused(SqlState.SYNTAX_ERROR, "gzip", null, "zstd", null);
        refused(SqlState.SYNTAX_ERROR, "delimiter", ";", "delimiter", ",");
        refused(SqlState.INVALID_PARAMETER_VALUE, "maxerror", "100001");
        refused(SqlState.INVALID_PARAMETER_VALUE, "maxerror", "-1");
        refused(SqlState.INVALID_PARAMETER_VALUE, "maxerror", "many");
        refused(SqlState.INVALID_PARAMETER_VALUE, "format", "csv", "delimiter", "\"");
        refused(SqlState.INVALID_PARAMETER_VALUE, "format", "csv", "quote", ",");
        refused(SqlState.FEATURE_NOT_SUPPORTED, "delimiter", "||");
        refused(SqlState.FEATURE_NOT_SUPPORTED, "format", "parquet");
        refused(SqlState.FEATURE_NOT_SUPPORTED, "encoding", "latin2");
        refused(SqlState.FEATURE_NOT_SUPPORTED, "ssh", null);
    }

    @Test
    void errorsAreBorneOnlyWhenAskedFor() {
        assertThat(read(FILE).maxErrors()).isZero();
        assertThat(read(FILE, "maxerror", "7").maxErrors()).isEqualTo(7);
        assertThat(read(FILE, "ignoreallerrors", null).maxErrors()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void optionsOfOtherPlacesAreAccepted() {
        assertThat(read(FILE, "compupdate", "off", "statupdate", "on", "iam_role", "default", "region", "us-east-1"))
                .usingRecursiveComparison()
                .isEqualTo(read(FILE));
    }

    private static void refused(SqlState state, String... options) {
        assertThatThrownBy(() -> read(FILE, options))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(state));
    }

    private static CopyOptions read(CopyEndpoint endpoint, String... namesAndValues) {
        var options = new ArrayList<CopyOption>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            options.add(new CopyOption(namesAndValues[i], Optional.ofNullable(namesAndValues[i + 1]), i + 1));
        }
        return CopyOptionReader.read(endpoint, options);
    }
}
