package dev.slipher.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds the shapes of everything that is written to disk: a changed line means that old warehouses cannot be read. */
final class TagsTest {
    @Test
    void tagsAndShapesAreThoseThatWereEverWritten() throws IOException {
        var described = SealedObjects.ENTRY.describe()
                + "--\n"
                + SealedObjects.CHECKPOINT.describe()
                + "--\n"
                + SealedObjects.MANIFEST.describe()
                + "--\n"
                + SealedObjects.STATISTICS.describe();
        var file = Path.of("src/test/resources/dev/slipher/storage/log/tags.txt");
        if (Boolean.getBoolean("slipher.rewrite")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, described);
        }

        try (var expected = TagsTest.class.getResourceAsStream("tags.txt")) {
            assertThat(described).isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
