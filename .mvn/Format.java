import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks or applies the formatting of every Java source below a directory; the build runs it as a source file.
 *
 * <p>Digests of files that are known to be formatted are kept in {@code target/format.cache}, under the formatter's
 * version, so that only changed files cost anything.
 */
public final class Format {

    private final Path root;
    private final Path cache;
    private final boolean apply;
    private final String version;
    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    private Format(Path root, boolean apply, String version) {
        this.root = root;
        this.cache = root.resolve("target/format.cache");
        this.apply = apply;
        this.version = version;
    }

    /** Takes {@code check} or {@code apply}, the directory, and the formatter's version. */
    public static void main(String[] arguments) throws IOException {
        boolean apply = switch (arguments[0]) {
            case "check" -> false;
            case "apply" -> true;
            default -> throw new IllegalArgumentException("format is check or apply, not " + arguments[0]);
        };
        if (!new Format(Path.of(arguments[1]), apply, arguments[2]).run()) {
            System.exit(1);
        }
    }

    private boolean run() throws IOException {
        Set<String> known = Files.exists(cache) ? new HashSet<>(Files.readAllLines(cache)) : Set.of();
        Set<String> seen = new TreeSet<>();
        boolean clean = true;
        for (Path source : sources()) {
            String text = Files.readString(source);
            if (!known.contains(digest(text))) {
                String formatted;
                try {
                    formatted = formatter.formatSourceAndFixImports(text);
                } catch (FormatterException e) {
                    System.err.println("cannot parse " + root.relativize(source) + ": " + e.getMessage());
                    clean = false;
                    continue;
                }
                if (!formatted.equals(text)) {
                    System.err.println((apply ? "formatted " : "not formatted: ") + root.relativize(source));
                    if (!apply) {
                        clean = false;
                        continue;
                    }
                    Files.writeString(source, formatted);
                    text = formatted;
                }
            }
            seen.add(digest(text));
        }
        Files.createDirectories(cache.getParent());
        Files.write(cache, seen);
        if (!clean && !apply) {
            System.err.println("run: mvn -q -N verify -Dformat=apply");
        }
        return clean;
    }

    private List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                boolean skipped = !directory.equals(root) && (name.equals("target") || name.startsWith("."));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }

    private String digest(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(version.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
