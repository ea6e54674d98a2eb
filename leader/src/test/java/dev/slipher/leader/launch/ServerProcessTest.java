package dev.slipher.leader.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drives the commands as a user does, each in a process of its own. */
final class ServerProcessTest {

    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    private final List<ProcessHandle> started = new ArrayList<>();

    /** What a command left behind. */
    private record Outcome(int exitCode, String out, String err) {}

    @AfterEach
    void nothingStaysRunning() throws Exception {
        for (ProcessHandle process : started) {
            process.destroyForcibly();
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void aServerEndsCleanlyOnSigterm() throws Exception {
        Process server = start();
        server.destroy();
        assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
        assertThat(data().resolve("slipher.pid")).doesNotExist();
        assertThat(run("status").exitCode()).isEqualTo(3);
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefusedWithTheFirstOnesProcessId() throws Exception {
        Process first = start();
        Outcome second = run("start", "--port", "0");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err())
                .contains("slipher: data folder \"%s\" is in use by process %d on 127.0.0.1:"
                        .formatted(data(), first.pid()))
                .contains("hint: end that server with slipher stop");
        assertThat(first.isAlive()).isTrue();
    }

    @Test
    void aDataFolderThatIsAFileOrHoldsSomethingElseIsRefusedAndLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "mine");
        for (Path data : List.of(file, file.resolve("below"))) {
            assertThat(runOn(data, "start", "--port", "0")).isEqualTo(new Outcome(2, "", """
                slipher: data folder "%s" cannot be used: "%s" is a file
                hint: name a folder with --data; it is created if it does not exist
                """.formatted(data, file)));
        }
        for (String[] start : List.of(new String[] {"start"}, new String[] {"start", "--background"})) {
            assertThat(runOn(folder, start)).isEqualTo(new Outcome(2, "", """
                slipher: data folder "%s" holds "notes.txt" and no warehouse
                hint: name a warehouse's folder with --data, or an empty or new one
                """.formatted(folder)));
        }
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**slipher*");
    }

    @Test
    void statusTellsTheProcessAndStopEndsIt() throws Exception {
        Process server = start();
        assertThat(run("status"))
                .satisfies(status -> assertThat(status.exitCode()).isZero())
                .extracting(Outcome::out)
                .asString()
                .startsWith("slipher: process %d answers on 127.0.0.1:".formatted(server.pid()));
        assertThat(run("stop"))
                .isEqualTo(new Outcome(0, "slipher: process %d has ended%n".formatted(server.pid()), ""));
        assertThat(server.isAlive()).isFalse();
        assertThat(run("stop")).isEqualTo(new Outcome(0, "slipher: no server runs on %s%n".formatted(data()), ""));
    }

    @Test
    void aKilledServerLeavesAFolderThatTheNextOneCanTake() throws Exception {
        Process killed = start();
        killed.destroyForcibly().waitFor();
        assertThat(data().resolve("slipher.pid")).exists();
        assertThat(run("status").exitCode()).isEqualTo(3);
        assertThat(start().isAlive()).isTrue();
    }

    @Test
    void aBackgroundServerAnswersWhenStartReturns() throws Exception {
        Outcome start = run("start", "--port", "0", "--background");
        Optional<RunningServer> server = RunningServer.read(data());
        server.flatMap(running -> ProcessHandle.of(running.pid())).ifPresent(started::add);
        assertThat(start.err()).isEmpty();
        assertThat(start.exitCode()).isZero();
        assertThat(started.getLast().isAlive()).isTrue();
        assertThat(start.out())
                .isEqualTo("slipher: process %d answers on %s, its log is %s%n"
                        .formatted(
                                server.orElseThrow().pid(),
                                server.orElseThrow().address(),
                                data().resolve("slipher.log")));
        assertThat(run("stop").exitCode()).isZero();
        assertThat(started.getLast().isAlive()).isFalse();
    }

    @Test
    void aBackgroundServerHasTheSettingsOfStart() throws Exception {
        String certificate = Files.writeString(folder.resolve("server.crt"), "").toString();
        String key = Files.writeString(folder.resolve("server.key"), "").toString();
        Outcome start = run("start", "--port", "0", "--background", "--tls-certificate", certificate, "--tls-key", key);
        RunningServer.read(data())
                .flatMap(running -> ProcessHandle.of(running.pid()))
                .ifPresent(started::add);
        assertThat(start.exitCode()).isZero();
        assertThat(data().resolve("slipher.log")).content().contains("shows " + certificate);
    }

    @Test
    void aBackgroundServerThatCannotStartIsReportedWithItsLog() throws Exception {
        Process other = start();
        int port = RunningServer.read(data()).orElseThrow().port();
        Outcome start = runOn(folder.resolve("other"), "start", "--port", Integer.toString(port), "--background");
        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.err()).contains("the server ended while it started").contains("Address already in use");
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void aMistypedFlagOrCommandIsNamedWithTheNearestOne() throws Exception {
        Outcome flag = run("start", "--prot=1");
        assertThat(flag.exitCode()).isEqualTo(2);
        assertThat(flag.err()).contains("unknown flag \"--prot=1\"").contains("did you mean \"--port\"?");
        Outcome command = run("strat");
        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.err()).contains("unknown argument \"strat\"").contains("did you mean \"start\"?");
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Starts a server on a free port and waits until it says that it answers. */
    private Process start() throws IOException {
        Process server = launch(data(), "start", "--port", "0");
        BufferedReader out = server.inputReader();
        assertThat(out.readLine()).startsWith("slipher: process %d answers on ".formatted(server.pid()));
        return server;
    }

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        return runOn(data(), arguments);
    }

    private Outcome runOn(Path data, String... arguments) throws IOException, InterruptedException {
        Process process = launch(data, arguments);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), out, err);
    }

    private Process launch(Path data, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                GreetingServer.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        Files.createDirectories(folder);
        Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
        started.add(process.toHandle());
        return process;
    }
}
