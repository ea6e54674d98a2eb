package dev.slipher.leader.load;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Finds the files of this machine that a COPY names, by the same rules as for objects in a bucket. */
public final class LocalFiles {
    private final Compression compression;
    private final Charset charset;

    /** Finds files that are compressed and encoded in one way. */
    public LocalFiles(Compression compression, Charset charset) {
        this.compression = compression;
        this.charset = charset;
    }

    /**
     * Returns every file whose path begins with the location's, in the order of their paths.
     *
     * @param location {@code /absolute/path} or {@code file:///absolute/path}
     * @throws SlipherException with 58P01 if there is none, 22023 if the location is no absolute path
     */
    public List<LocalFile> withPrefix(String location) {
        var path = localPath(location);
        var found = new ArrayList<Path>();
        try {
            if (location.endsWith("/")) {
                addBelow(path, found);
            } else {
                addSiblings(path, found);
            }
        } catch (IOException e) {
            throw new SlipherException(
                    SqlState.IO_ERROR, "could not list \"%s\": %s".formatted(location, e.getMessage()), e);
        }
        if (found.isEmpty()) {
            throw notFound(location);
        }
        return found.stream().sorted().map(this::file).toList();
    }

    /**
     * Returns the files that a manifest lists.
     *
     * @throws SlipherException with 58P01 if the manifest or a mandatory file does not exist, 22P04 if the manifest is not
     *     of the documented form
     */
    public List<LocalFile> ofManifest(String location) {
        var path = localPath(location);
        if (!Files.isRegularFile(path)) {
            throw notFound(location);
        }
        var files = new ArrayList<LocalFile>();
        var entries = entries(location, path);
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            var url = entry.path("url");
            if (!url.isString()) {
                throw badManifest(location, "entry %d has no string \"url\"".formatted(i + 1));
            }
            var mandatory = entry.path("mandatory");
            if (!mandatory.isMissingNode() && !mandatory.isBoolean()) {
                throw badManifest(location, "\"mandatory\" of entry %d is not true or false".formatted(i + 1));
            }
            var file = localPath(url.stringValue());
            if (Files.isRegularFile(file)) {
                files.add(file(file));
            } else if (mandatory.asBoolean(false)) {
                throw new SlipherException(
                        SqlState.UNDEFINED_FILE,
                        "file \"%s\", which manifest \"%s\" lists as mandatory, does not exist"
                                .formatted(url.stringValue(), location));
            }
        }
        return files;
    }

    private static JsonNode entries(String location, Path path) {
        try {
            var manifest = new ObjectMapper().readTree(Files.readAllBytes(path));
            if (!manifest.isObject()) {
                throw badManifest(location, "it is not a JSON object");
            }
            var entries = manifest.path("entries");
            if (!entries.isArray()) {
                throw badManifest(location, "it has no array \"entries\"");
            }
            return entries;
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw badManifest(
                    location,
                    "it is not valid JSON at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr()));
        } catch (IOException e) {
            throw new SlipherException(
                    SqlState.IO_ERROR, "could not read manifest \"%s\": %s".formatted(location, e.getMessage()), e);
        }
    }

    private static Path localPath(String location) {
        try {
            var path = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (IllegalArgumentException e) {
            throw new SlipherException(
                    SqlState.INVALID_PARAMETER_VALUE,
                    "invalid location \"%s\": %s".formatted(location, e.getMessage()),
                    e);
        }
        if (location.contains("://")) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "COPY from \"%s\" is not supported: only files of the server can be read".formatted(location));
        }
        throw new SlipherException(
                SqlState.INVALID_PARAMETER_VALUE, "relative path not allowed for COPY: \"%s\"".formatted(location));
    }

    private static void addSiblings(Path path, List<Path> found) throws IOException {
        var folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (var names = Files.list(folder)) {
            for (var sibling : names.filter(name -> name.toString().startsWith(path.toString()))
                    .toList()) {
                addBelow(sibling, found);
            }
        }
    }

    private static void addBelow(Path path, List<Path> found) throws IOException {
        if (Files.exists(path)) {
            try (var below = Files.walk(path)) {
                below.filter(Files::isRegularFile).forEach(found::add);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    private LocalFile file(Path path) {
        try {
            return new LocalFile(path, Files.size(path), compression, charset, new LongAdder());
        } catch (IOException e) {
            throw new SlipherException(
                    SqlState.IO_ERROR, "could not open file \"%s\": %s".formatted(path, e.getMessage()), e);
        }
    }

    private static SlipherException notFound(String location) {
        return new SlipherException(SqlState.UNDEFINED_FILE, "no file's path begins with \"%s\"".formatted(location))
                .withHint("The path is looked up on the machine on which the server runs.");
    }

    private static SlipherException badManifest(String location, String reason) {
        return new SlipherException(
                        SqlState.BAD_COPY_FILE_FORMAT, "manifest \"%s\" cannot be read: %s".formatted(location, reason))
                .withHint("Write it as {\"entries\": [{\"url\": \"file:///path\", \"mandatory\": true}]}.");
    }
}
