package dev.slipher.storage.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class FileErrorsTest {
    private static final Path FILE = Path.of("/data/temp/1.spill");

    @Test
    void aFullDiskNamesTheFileAndTheFolderInWhichSpaceIsNeeded() {
        for (var cause : new IOException[] {
            new IOException("No space left on device"), new FileSystemException("x", null, "Disk quota exceeded")
        }) {
            var error = FileErrors.of("write to", FILE, cause);

            assertThat(error.sqlState()).isEqualTo(SqlState.DISK_FULL);
            assertThat(error).hasMessageStartingWith("could not write to file \"/data/temp/1.spill\": ");
            assertThat(error.hint()).startsWith("Free space on the file system of \"/data/temp\", and try again;");
        }
    }

    @Test
    void aLimitThatIsReachedIsNoFullDisk() {
        var full = FileErrors.of("write to", FILE, new IOException("No space left on device"));
        assertThat(FileErrors.isFullDisk(full)).isTrue();
        assertThat(FileErrors.isFullDisk(new SlipherException(SqlState.DISK_FULL, "not committed", full)))
                .isTrue();

        assertThat(FileErrors.isFullDisk(new SlipherException(SqlState.DISK_FULL, "no more rows may wait")))
                .isFalse();
        assertThat(FileErrors.isFullDisk(FileErrors.of("write to", FILE, new IOException("Input/output error"))))
                .isFalse();
    }

    @Test
    void noMessageShowsTheNameOfAClass() {
        for (var cause :
                new IOException[] {new AccessDeniedException("x"), new FileSystemException("x"), new IOException()}) {
            assertThat(FileErrors.of("open", FILE, cause))
                    .hasMessageMatching(
                            "could not open file \"/data/temp/1.spill\": (Permission denied|Input/output error)");
        }
    }
}
