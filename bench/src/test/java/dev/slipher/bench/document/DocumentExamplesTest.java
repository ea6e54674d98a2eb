package dev.slipher.bench.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.bench.server.ServerProcess;
import dev.slipher.leader.launch.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What README.md and docs/*.md show is true. The word behind a block's opening fence says what it is:
 *
 * <pre>
 * sh       commands, each of which a test here runs or, if that is Maven, checks
 * psql     a session with the server, run and compared line by line
 * demo     what ./slipher demo prints; numbers and rows of results differ from run to run
 * bench    what ./slipher bench tpch prints, likewise
 * conf     a configuration file
 * text     a drawing, or anything else that nobody can run
 * </pre>
 */
final class DocumentExamplesTest {
    private static final Path ROOT = Path.of("..");
    private static final Set<String> LANGUAGES = Set.of("sh", "psql", "demo", "bench", "conf", "text");
    private static final String PROMPT = "dev=# ";
    private static final String ELLIPSIS = "…";
    private static final Pattern SLIPHER = Pattern.compile("^\\./slipher( .*)?$");
    private static final int PATIENCE_SECONDS = 600;

    @TempDir
    private Path folder;

    private static List<MarkdownFile> documents() throws IOException {
        var paths = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            files.filter(path -> path.toString().endsWith(".md")).sorted().forEach(paths::add);
        }
        var documents = new ArrayList<MarkdownFile>();
        for (var path : paths) {
            documents.add(MarkdownFile.read(path));
        }
        return documents;
    }

    private static List<MarkdownFile.Block> blocks(String language) throws IOException {
        return documents().stream().flatMap(d -> d.blocks(language).stream()).toList();
    }

    /** The commands of all blocks and between backticks, without comments. */
    private static List<String> commands() throws IOException {
        var commands = new ArrayList<String>();
        for (var document : documents()) {
            document.blocks("sh")
                    .forEach(block -> block.lines().stream()
                            .map(line -> line.replaceFirst("\\s+#.*", "").strip())
                            .filter(line -> !line.isEmpty())
                            .forEach(commands::add));
            document.spans().stream()
                    .filter(span -> SLIPHER.matcher(span).matches())
                    .forEach(commands::add);
        }
        return commands;
    }

    @Test
    void everyBlockSaysWhatItIs() throws IOException {
        for (var document : documents()) {
            for (var block : document.blocks()) {
                assertThat(LANGUAGES).as("%s:%d", document.path(), block.line()).contains(block.language());
            }
        }
    }

    @Test
    void theProgramKnowsEveryCommandAndFlag() throws IOException {
        var program = Program.commandLine(DocumentExamplesTest.class, _ -> {
            throw new IllegalStateException("nothing is started here");
        });
        var own = commands().stream().filter(c -> SLIPHER.matcher(c).matches()).toList();
        assertThat(own).contains("./slipher start", "./slipher demo", "./slipher bench tpch --sf 1");
        for (var command : own) {
            var words = Arrays.stream(command.split(" ")).skip(1).toArray(String[]::new);
            program.parseArgs(words);
        }
    }

    @Test
    void mavenCommandsNameWhatThePomHas() throws IOException {
        var pom = Files.readString(ROOT.resolve("pom.xml"));
        var maven = commands().stream().filter(c -> c.startsWith("mvn ")).toList();
        assertThat(maven).contains("mvn verify");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("mvn -B verify");
        for (var command : maven) {
            for (var word : command.split(" ")) {
                if (word.startsWith("-D")) {
                    var property = word.substring(2, word.indexOf('='));
                    assertThat(pom).contains("<" + property + ">");
                }
            }
            var module = Pattern.compile("-pl (\\S+)").matcher(command);
            if (module.find()) {
                assertThat(pom).contains("<module>" + module.group(1) + "</module>");
            }
        }
    }

    @Test
    void otherCommandsArePsqlThatReachesTheServer() throws Exception {
        var others = commands().stream()
                .filter(c -> !c.startsWith("mvn ") && !SLIPHER.matcher(c).matches())
                .toList();
        assertThat(others).isNotEmpty();
        try (var server = ServerProcess.start(folder.resolve("data"), "1g")) {
            for (var command : others) {
                var psql = Pattern.compile("psql -h (\\S+) -p 5439 -U (\\S+) (\\S+)")
                        .matcher(command);
                assertThat(psql.matches()).as(command).isTrue();
                var url = "jdbc:postgresql://%s:%d/%s".formatted(psql.group(1), server.port(), psql.group(3));
                try (var connection = DriverManager.getConnection(url, psql.group(2), "")) {
                    assertThat(connection.isValid(PATIENCE_SECONDS)).isTrue();
                }
            }
        }
    }

    @Test
    @Timeout(300)
    void sessionsPrintWhatTheyShow() throws Exception {
        var sessions = blocks("psql");
        assertThat(sessions).isNotEmpty();
        try (var server = ServerProcess.start(folder.resolve("data"), "1g");
                var connection = server.connect()) {
            var psql = new Psql(connection);
            for (var session : sessions) {
                var at = 0;
                while (at < session.lines().size()) {
                    var line = session.lines().get(at);
                    assertThat(line).startsWith(PROMPT);
                    var end = at + 1;
                    while (end < session.lines().size()
                            && !session.lines().get(end).startsWith(PROMPT)) {
                        end++;
                    }
                    var shown = session.lines().subList(at + 1, end).stream()
                            .map(String::stripTrailing)
                            .filter(l -> !l.isEmpty())
                            .toList();
                    assertThat(psql.run(line.substring(PROMPT.length())))
                            .as(line)
                            .isEqualTo(shown);
                    at = end;
                }
            }
        }
    }

    @Test
    void configurationFilesAreAccepted() throws Exception {
        var files = blocks("conf");
        assertThat(files).isNotEmpty();
        for (var file : files) {
            Files.write(folder.resolve("slipher.conf"), file.lines());
            // Refused would be the file; accepted, it is only found that no server runs.
            var status = run(60, "status", "--config", "slipher.conf");
            assertThat(status.text()).contains("no server runs");
        }
    }

    @Test
    @Timeout(PATIENCE_SECONDS)
    void theDemoPrintsWhatIsShown() throws Exception {
        var shown = blocks("demo");
        assertThat(shown).hasSize(1);
        var demo = run(PATIENCE_SECONDS, "demo", "--sf", "0.01");
        assertThat(demo.exitCode()).as(demo.text()).isZero();
        assertShown(shown.getFirst().lines(), demo.text());
    }

    @Test
    @Timeout(PATIENCE_SECONDS)
    void theBenchmarkPrintsWhatIsShown() throws Exception {
        var shown = blocks("bench");
        assertThat(shown).hasSize(1);
        var bench = run(
                PATIENCE_SECONDS, "bench", "tpch", "--sf", "0.01", "--rounds", "1", "--rest", "0", "--memory", "1024");
        assertThat(bench.exitCode()).as(bench.text()).isZero();
        assertThat(bench.text().lines().filter(line -> line.endsWith("  agree")))
                .hasSize(22);
        assertShown(shown.getFirst().lines(), bench.text());
    }

    /** Every shown line is printed, in the same order, if all numbers are taken to be alike; rows of results may differ. */
    private static void assertShown(List<String> shown, String printed) {
        var rest = printed.replaceAll("[^\\n]*\\r", "")
                .lines()
                .map(DocumentExamplesTest::withoutNumbers)
                .toList();
        for (var line : shown) {
            var wanted = withoutNumbers(line);
            if (wanted.isEmpty() || line.equals(ELLIPSIS) || wanted.matches(" #.*")) {
                continue;
            }
            var found = rest.indexOf(wanted);
            assertThat(found).as("\"%s\" in the output:%n%s", line, printed).isNotNegative();
            rest = rest.subList(found + 1, rest.size());
        }
    }

    private static String withoutNumbers(String line) {
        return line.strip().isEmpty()
                ? ""
                : line.stripTrailing()
                        .replaceAll("[0-9]+([.][0-9]+)?", "#")
                        .replaceAll("(?<=\\S) +", " ")
                        .replaceAll("-+", "-");
    }

    /** What a command left behind. */
    private record Outcome(int exitCode, String text) {}

    private Outcome run(int seconds, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Files.readAllLines(ROOT.resolve("jvm.options")));
        command.addAll(
                List.of("--add-modules=jdk.incubator.vector", "-cp", absoluteClassPath(), "dev.slipher.leader.Main"));
        command.addAll(List.of(arguments));
        var output = folder.resolve("output.txt").toFile();
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                .as(String.join(" ", command))
                .isTrue();
        return new Outcome(process.exitValue(), Files.readString(output.toPath()));
    }

    /** The command runs in another folder. */
    private static String absoluteClassPath() {
        var separator = System.getProperty("path.separator");
        return Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(separator)))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((left, right) -> left + separator + right)
                .orElseThrow();
    }
}
