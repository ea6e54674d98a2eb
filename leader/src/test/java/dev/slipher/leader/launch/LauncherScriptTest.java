package dev.slipher.leader.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the script {@code slipher} as an unpacked distribution whose java prints its arguments. */
final class LauncherScriptTest {

    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    private Path home;
    private final Map<String, String> environment = new TreeMap<>();

    /** What the script printed and its exit code. */
    private record Outcome(int exitCode, List<String> lines) {}

    @BeforeEach
    void unpackADistribution() throws IOException {
        home = Files.createDirectories(folder.resolve("a home"));
        Files.createDirectories(home.resolve("lib"));
        Files.createFile(home.resolve("lib/one.jar"));
        Files.createFile(home.resolve("lib/two.jar"));
        // Where a cache of classes cannot be kept, none is made behind the test's back.
        Files.createFile(home.resolve("cache"));
        Files.copy(
                Path.of("..", "slipher").toAbsolutePath().normalize(),
                home.resolve("slipher"),
                StandardCopyOption.COPY_ATTRIBUTES);
        installJdk(home.resolve("runtime"), "25.0.3");
    }

    private static void installJdk(Path jdk, String version) throws IOException {
        Path programs = Files.createDirectories(jdk.resolve("bin"));
        installProgram(programs.resolve("java"), """
            printf '%s\\n' "$0" "$@"
            for argument in "$@"; do
                case $argument in -XX:AOTCacheOutput=*) echo classes >"${argument#*=}" ;; esac
            done
            """);
        installProgram(programs.resolve("jimage"), "mkdir -p \"$3/jdk.incubator.vector/jdk\"");
        installProgram(programs.resolve("jar"), "echo classes >\"$4\"");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    }

    private static void installProgram(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome run(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SLIPHER_") || name.equals("JAVA_HOME"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), out.lines().toList());
    }

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        return run(home.resolve("slipher"), arguments);
    }

    @ParameterizedTest
    @CsvSource({"512m", "3G", "8589934592", "64gib", "2t"})
    void theHeapIsTheOneThatTheProgramComputes(String memory) throws Exception {
        MemoryBudget budget = MemoryBudget.ofTotal(MemorySize.parse(memory).orElseThrow());
        assertThat(run("start", "--memory", memory).lines())
                .contains("-Xmx" + budget.heapBytes(), "-XX:MaxDirectMemorySize=" + budget.networkBytes());
    }

    @Test
    void memoryIsLookedUpInFlagsThenTheEnvironmentThenTheFile() throws Exception {
        Files.writeString(folder.resolve("slipher.conf"), "port = 1\n  memory: \"2g\" // enough\n");
        assertThat(run("start").lines()).contains("-Xmx" + heapOf("2g"));
        Files.writeString(folder.resolve("other.conf"), "memory=3g");
        assertThat(run("start", "--config=other.conf").lines()).contains("-Xmx" + heapOf("3g"));
        environment.put("SLIPHER_MEMORY", "4g");
        assertThat(run("start").lines()).contains("-Xmx" + heapOf("4g"));
        assertThat(run("start", "--memory=5g").lines()).contains("-Xmx" + heapOf("5g"));
    }

    private static long heapOf(String memory) {
        return MemoryBudget.ofTotal(MemorySize.parse(memory).orElseThrow()).heapBytes();
    }

    @Test
    void memoryThatIsNoSizeIsLeftForTheProgramToRefuse() throws Exception {
        Outcome outcome = run("start", "--memory", "much");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.lines()).endsWith("start", "--memory", "much").doesNotContain("-Xmx");
    }

    @Test
    void theScriptWorksThroughALinkAndPassesArgumentsUnchanged() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a home", "slipher"));
        Outcome outcome = run(link, "start", "--data", "with  blanks", "");
        assertThat(outcome.lines())
                .contains("@" + home.resolve("jvm.options"))
                .contains(home.resolve("lib/one.jar") + ":" + home.resolve("lib/two.jar"))
                .endsWith("dev.slipher.leader.Main", "start", "--data", "with  blanks", "");
    }

    @Test
    void aJdkOfAnotherVersionIsPassedOver() throws Exception {
        installJdk(home.resolve("runtime"), "26");
        installJdk(folder.resolve("jdk"), "25");
        environment.put("JAVA_HOME", folder.resolve("jdk").toString());
        assertThat(run("start").lines())
                .first()
                .asString()
                .isEqualTo(folder.resolve("jdk/bin/java").toString());
    }

    @Test
    void aCacheOfClassesIsMadeOnceAndUsedWhileNothingItIsMadeOfChanges() throws Exception {
        Files.delete(home.resolve("cache"));
        String cached = "-XX:AOTCache=" + home.resolve("cache/slipher.aot");
        assertThat(run("start").lines())
                .contains("--add-modules=jdk.incubator.vector")
                .doesNotContain(cached);
        awaitCache();
        assertThat(run("start").lines()).contains(cached, "-Xlog:aot*=off,cds*=off");
        assertThat(run("demo").lines()).contains(cached);
        assertThat(run("status").lines()).doesNotContain(cached);
        String vectors = "-Xbootclasspath/a:" + home.resolve("cache/vector.jar");
        assertThat(run("start").lines()).contains(vectors).doesNotContain("--add-modules=jdk.incubator.vector");

        Files.writeString(home.resolve("lib/one.jar"), "another build");
        assertThat(run("demo").lines()).doesNotContain(cached);
        assertThat(run("start").lines()).doesNotContain(cached);
        awaitCache();
        assertThat(run("start").lines()).contains(cached);
    }

    /** Waits until the process that makes the cache has put it in its place and is gone. */
    private void awaitCache() throws IOException, InterruptedException {
        String making = home.resolve("cache/making").toString();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (Files.exists(Path.of(making)) || !run("demo").lines().toString().contains("-XX:AOTCache=")) {
            assertThat(System.nanoTime()).as("the cache was not made in time").isLessThan(deadline);
        }
    }
}
