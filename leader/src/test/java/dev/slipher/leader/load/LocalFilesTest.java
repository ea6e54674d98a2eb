package dev.slipher.leader.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
    @TempDir
    private Path folder;

    private final LocalFiles files = new LocalFiles(Compression.NONE, StandardCharsets.UTF_8);

    @Test
    void everyFileThatBeginsWithThePrefixIsFoundInOrder() throws IOException {
        write("part.2", "b");
        write("part.1", "a");
        write("other", "c");
        write("part.d/x", "d");
        assertThat(files.withPrefix(folder.resolve("part").toString()))
                .extracting(file -> folder.relativize(file.path()).toString())
                .containsExactly("part.1", "part.2", "part.d/x");
    }

    @Test
    void aFileUrlMeansTheSameAsItsPath() throws IOException {
        var path = write("t.csv", "1\n");
        assertThat(files.withPrefix(path.toUri().toString())).hasSize(1);
        assertThat(files.withPrefix("file://" + path)).hasSize(1);
    }

    @Test
    void aPositionThatIsNoneLeavesNoFileOpen() throws IOException {
        var descriptors = Path.of("/proc/self/fd");
        assumeThat(descriptors).isDirectory();
        var path = write("t.csv", "1\n");
        var file = files.withPrefix(path.toString()).getFirst();
        var ranges = file.addressable().orElseThrow();
        assertThatThrownBy(() -> ranges.openAt(-1)).isInstanceOf(IllegalArgumentException.class);
        try (var open = Files.list(descriptors)) {
            assertThat(open.filter(descriptor -> leadsTo(descriptor, path))).isEmpty();
        }
    }

    private static boolean leadsTo(Path descriptor, Path path) {
        try {
            return Files.readSymbolicLink(descriptor).equals(path.toRealPath());
        } catch (IOException _) {
            // Another thread has closed it since.
            return false;
        }
    }

    @Test
    void aPrefixOfNothingIsAnError() {
        assertThatThrownBy(() -> files.withPrefix(folder.resolve("none").toString()))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.UNDEFINED_FILE))
                .hasMessageContaining("none");
    }

    @Test
    void relativePathsAndOtherSchemesAreRefused() {
        assertThatThrownBy(() -> files.withPrefix("t.csv")).hasMessageContaining("relative path");
        assertThatThrownBy(() -> files.withPrefix("s3://bucket/t")).hasMessageContaining("not supported");
    }

    @Test
    void aManifestListsFilesOfWhichOnlyMandatoryOnesMustExist() throws IOException {
        var a = write("a", "1\n");
        var manifest = write(
                "m",
                "{\"entries\": [{\"url\": \"%s\", \"mandatory\": true}, {\"url\": \"%s\"}]}"
                        .formatted(a, folder.resolve("gone")));
        assertThat(files.ofManifest(manifest.toString()))
                .extracting(LocalFile::path)
                .containsExactly(a);
        write("m", "{\"entries\": [{\"url\": \"%s\", \"mandatory\": true}]}".formatted(folder.resolve("gone")));
        assertThatThrownBy(() -> files.ofManifest(manifest.toString())).hasMessageContaining("gone");
    }

    @Test
    void aMalformedManifestIsNamedWithWhatIsWrong() throws IOException {
        requireBadManifest("{\"entries\":\n  not json", "it is not valid JSON at line 2, column ");
        requireBadManifest("", "it is not a JSON object");
        requireBadManifest("[1]", "it is not a JSON object");
        requireBadManifest("{\"files\": []}", "it has no array \"entries\"");
        requireBadManifest("{\"entries\": [{\"url\": \"/x\"}, {}]}", "entry 2 has no string \"url\"");
        requireBadManifest(
                "{\"entries\": [{\"url\": \"/x\", \"mandatory\": \"yes\"}]}",
                "\"mandatory\" of entry 1 is not true or false");
    }

    private void requireBadManifest(String text, String reason) throws IOException {
        var manifest = write("m", text);
        assertThatThrownBy(() -> files.ofManifest(manifest.toString()))
                .isInstanceOfSatisfying(
                        SlipherException.class, e -> assertThat(e.sqlState()).isEqualTo(SqlState.BAD_COPY_FILE_FORMAT))
                .hasMessageStartingWith("manifest \"%s\" cannot be read: %s".formatted(manifest, reason));
    }

    @Test
    void storedBytesAreCountedAndPlainOnesReturned() throws IOException {
        var path = folder.resolve("t.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(path))) {
            out.write("x".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        }
        var file = new LocalFiles(Compression.GZIP, StandardCharsets.UTF_8)
                .withPrefix(path.toString())
                .getFirst();
        try (var in = file.open()) {
            assertThat(in.readAllBytes()).hasSize(10_000);
        }
        assertThat(file.bytesRead().sum()).isEqualTo(Files.size(path));
    }

    @Test
    void whatFollowsAMemberOfAGzipFileIsAnotherOrAnError() throws IOException {
        var random = new Random(4);
        for (var size : List.of(0, 1, 100, 65_500, 70_000, 200_000)) {
            var content = new byte[size];
            random.nextBytes(content);
            var member = gzip(content);
            var twice = concatenate(member, member);
            assertThat(read(twice)).isEqualTo(concatenate(content, content));
            for (var cut : List.of(1, 5, 9, 10, 12, member.length - 1)) {
                requireDamaged(Arrays.copyOf(twice, member.length + cut));
            }
            requireDamaged(concatenate(member, "junk".getBytes(StandardCharsets.US_ASCII)));
            twice[member.length] ^= 1;
            requireDamaged(twice);
        }
        requireDamaged(new byte[0]);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] concatenate(byte[] a, byte[] b) {
        var both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static byte[] read(byte[] compressed) throws IOException {
        try (var in = Compression.GZIP.decompress(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        }
    }

    private static void requireDamaged(byte[] compressed) {
        assertThatThrownBy(() -> read(compressed))
                .as("%d bytes", compressed.length)
                .isInstanceOf(IOException.class);
    }

    private Path write(String name, String text) throws IOException {
        var path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }
}
