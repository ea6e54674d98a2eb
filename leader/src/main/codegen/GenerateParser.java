import fmpp.setting.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.javacc.parser.Main;

/**
 * Generates the SQL parser from Calcite's grammar template and our additions to it; the build runs it as a source file.
 *
 * <p>The template is read from calcite-core on the class path, changed by the {@code edits}, filled by FMPP as
 * {@code config.fmpp} says, and compiled by JavaCC, whose warnings are about its own age. Nothing happens when no input has changed since the last run.
 *
 * <p>An edit file replaces pieces of the template that no setting reaches. Text before the first {@code <<<<} is a
 * comment, then come any number of
 *
 * <pre>
 * &lt;&lt;&lt;&lt; replace
 * lines that occur exactly once in the template
 * ==== with
 * other lines
 * &gt;&gt;&gt;&gt;
 * </pre>
 */
public final class GenerateParser {

    private static final String PARSER_PACKAGE = "dev/slipher/leader/calcite/parser";
    private static final List<String> TEMPLATES = List.of("default_config.fmpp", "templates/Parser.jj");
    private static final Pattern TYPE = Pattern.compile("(?m)^(public )?(class|interface) ");

    private static final String SUPPRESSION =
            "@SuppressWarnings({\"cast\", \"deprecation\", \"rawtypes\", \"unchecked\"})\n$0";

    private final Path additions;
    private final Path work;
    private final Path output;

    private GenerateParser(Path additions, Path target) {
        this.additions = additions;
        this.work = target.resolve("codegen");
        this.output = target.resolve("generated-sources/parser");
    }

    /** Takes the folder of our additions, which holds this file too, and the module's target folder. */
    public static void main(String[] arguments) throws Exception {
        new GenerateParser(Path.of(arguments[0]), Path.of(arguments[1])).run();
    }

    private void run() throws Exception {
        Path stamp = output.resolve("inputs.sha256");
        String inputs = digestOfInputs();
        if (Files.exists(stamp) && Files.readString(stamp).equals(inputs)) {
            return;
        }
        delete(work);
        delete(output);
        layOutTemplates();
        Path grammar = fillTemplates();
        compileGrammar(grammar);
        Files.writeString(stamp, inputs);
    }

    private void layOutTemplates() throws IOException {
        for (String template : TEMPLATES) {
            Path file = work.resolve(template);
            Files.createDirectories(file.getParent());
            Files.write(file, resource(template));
        }
        Path grammar = work.resolve("templates/Parser.jj");
        String text = Files.readString(grammar);
        for (Path file : files(additions)) {
            if (file.toString().endsWith(".edit")) {
                text = edit(text, file);
            } else if (!file.toString().endsWith(".java")) {
                Path copy = work.resolve(additions.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.writeString(grammar, text);
    }

    private static String edit(String text, Path file) throws IOException {
        String[] pieces = Files.readString(file).split("(?m)^<<<< replace\n", -1);
        for (int i = 1; i < pieces.length; i++) {
            int middle = pieces[i].indexOf("==== with\n");
            int end = pieces[i].indexOf(">>>>");
            if (middle < 0 || end < middle) {
                throw new IllegalStateException("%s: edit %d lacks ==== with or >>>>".formatted(file, i));
            }
            String before = pieces[i].substring(0, middle);
            String after = pieces[i].substring(middle + "==== with\n".length(), end);
            int at = text.indexOf(before);
            if (at < 0 || text.indexOf(before, at + 1) >= 0) {
                throw new IllegalStateException("%s: edit %d matches the template %s, it must match once:\n%s"
                        .formatted(file, i, at < 0 ? "nowhere" : "more than once", before));
            }
            text = text.substring(0, at) + after + text.substring(at + before.length());
        }
        return text;
    }

    private Path fillTemplates() throws Exception {
        Path filled = work.resolve("filled");
        Settings settings = new Settings(work.toFile());
        settings.load(work.resolve("config.fmpp").toFile());
        settings.set(Settings.NAME_SOURCE_ROOT, work.resolve("templates").toString());
        settings.set(Settings.NAME_OUTPUT_ROOT, filled.toString());
        settings.set(Settings.NAME_SOURCE_ENCODING, "UTF-8");
        settings.set(Settings.NAME_OUTPUT_ENCODING, "UTF-8");
        settings.execute();
        return filled.resolve("javacc/Parser.jj");
    }

    private void compileGrammar(Path grammar) throws Exception {
        Path folder = output.resolve(PARSER_PACKAGE);
        Files.createDirectories(folder);
        PrintStream console = System.out;
        ByteArrayOutputStream report = new ByteArrayOutputStream();
        System.setOut(new PrintStream(report, true, StandardCharsets.UTF_8));
        int status;
        try {
            status = Main.mainProgram(
                    new String[] {"-STATIC=false", "-LOOKAHEAD=2", "-OUTPUT_DIRECTORY=" + folder, grammar.toString()});
        } finally {
            System.setOut(console);
        }
        String text = report.toString(StandardCharsets.UTF_8);
        if (status != 0) {
            throw new IllegalStateException("JavaCC rejects " + grammar + "\n" + text);
        }
        for (Path file : files(folder)) {
            Files.writeString(file, TYPE.matcher(Files.readString(file)).replaceFirst(SUPPRESSION));
        }
    }

    private String digestOfInputs() throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (String template : TEMPLATES) {
            sha.update(resource(template));
        }
        for (Path file : files(additions)) {
            sha.update(additions.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            sha.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static byte[] resource(String template) throws IOException {
        try (InputStream in = GenerateParser.class.getResourceAsStream("/codegen/" + template)) {
            if (in == null) {
                throw new IllegalStateException("calcite-core on the class path has no codegen/" + template);
            }
            return in.readAllBytes();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
