package dev.slipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what the source files may look like. */
final class SourceRulesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int LONGEST_FILE_LINES = 600;

    /** Files that may be longer than the rest, each with the reason. Splitting is the better way out. */
    private static final Set<String> LONG_FILES = Set.of();

    private static final Pattern POSTPONED = Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern SLEEP = Pattern.compile("\\b(?:Thread|TimeUnit\\.\\w+|[A-Z]+SECONDS)\\.sleep\\(");

    @Test
    void noMainFileIsLongerThanAReaderCanHold() {
        assertThat(files("src/main/java"))
                .filteredOn(file -> !LONG_FILES.contains(name(file)))
                .filteredOn(file -> lines(file).size() > LONGEST_FILE_LINES)
                .as("files of more than %d lines; split them by the nouns they hold", LONGEST_FILE_LINES)
                .extracting(SourceRulesTest::name)
                .isEmpty();
    }

    @Test
    void theListOfLongFilesNamesOnlyLongFiles() {
        assertThat(LONG_FILES)
                .allSatisfy(file -> assertThat(lines(ROOT.resolve(file))).hasSizeGreaterThan(LONGEST_FILE_LINES));
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        assertThat(files("src/main/java").map(Path::getParent).distinct())
                .as("packages without a package-info.java that is @NullMarked")
                .filteredOn(folder -> !isNullMarked(folder.resolve("package-info.java")))
                .extracting(SourceRulesTest::name)
                .isEmpty();
    }

    @Test
    void nothingIsMarkedAsToBeDoneLater() {
        assertThat(occurrences("src", POSTPONED))
                .as("what cannot be done yet fails with FEATURE_NOT_SUPPORTED, and is listed in the documents")
                .isEmpty();
    }

    @Test
    void noTestSleeps() {
        assertThat(occurrences("src/test/java", SLEEP))
                .as("wait for the event itself, with a latch or a fake clock")
                .isEmpty();
    }

    private static boolean isNullMarked(Path packageInfo) {
        return Files.exists(packageInfo) && lines(packageInfo).contains("@NullMarked");
    }

    private static List<String> occurrences(String folder, Pattern pattern) {
        return files(folder)
                .flatMap(file -> lines(file).stream()
                        .filter(line -> pattern.matcher(line).find())
                        .map(line -> name(file) + ": " + line.strip()))
                .toList();
    }

    /** Returns the Java files below a folder of every module. */
    private static Stream<Path> files(String folder) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve(folder)).filter(Files::isDirectory).sorted().toList().stream()
                    .flatMap(SourceRulesTest::javaFiles);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return ROOT.relativize(file).toString();
    }
}
