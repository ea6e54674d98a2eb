package dev.slipher.leader.systemtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the list in docs/system-tables.md to the relations; {@code -Dslipher.write-docs=true} writes it anew. */
class SystemTableDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "system-tables.md");

    /** Where the list begins, behind what is written by hand. */
    private static final String HEADING = "\n## All relations\n";

    @Test
    void theDocumentListsEveryRelation() throws IOException {
        var text = Files.readString(DOCUMENT);
        assertThat(text).containsOnlyOnce(HEADING);
        var expected = text.substring(0, text.indexOf(HEADING)) + list();
        if (Boolean.getBoolean("slipher.write-docs")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
    }

    private static String list() {
        var text = new StringBuilder(HEADING);
        var bySchema = SystemRelations.all().stream()
                .collect(Collectors.groupingBy(SystemRelation::schema, TreeMap::new, Collectors.toList()));
        bySchema.forEach((schema, relations) -> {
            text.append("\n### `%s`\n\n| relation | columns |\n|---|---|\n".formatted(schema));
            relations.stream()
                    .sorted(Comparator.comparing(SystemRelation::name))
                    .forEach(relation -> text.append(row(relation)));
        });
        return text.toString();
    }

    private static String row(SystemRelation relation) {
        var columns = relation.columns().stream().map(column -> "`" + column.name() + "`");
        return "| `%s`%s | %s |\n"
                .formatted(
                        relation.name(),
                        EmptyCatalogRelations.ALL.contains(relation) ? ", always empty" : "",
                        columns.collect(Collectors.joining(", ")));
    }
}
