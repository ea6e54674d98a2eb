package dev.slipher.leader.launch;

import static dev.slipher.storage.error.SqlState.CONFIG_FILE_ERROR;

import dev.slipher.storage.error.FileErrors;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.log.ObjectKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What the setting {@code data} may name: a warehouse's folder, an empty one, or one that is still to be created. */
final class DataFolder {

    /** What a start that did not get far leaves behind, and what an empty file system has. */
    private static final Set<String> WITHOUT_MEANING =
            Set.of("slipher.lock", "slipher.pid", "slipher.log", "tmp", "temp", "journal", "lost+found");

    private DataFolder() {}

    /**
     * Checks that a warehouse is or may be made in a folder.
     *
     * @throws SlipherException F0000 if it is a file or holds something else, so that nobody's files get mixed up
     */
    static void requireUsable(Path folder) {
        for (Path place = folder.toAbsolutePath(); place != null; place = place.getParent()) {
            if (Files.exists(place) && !Files.isDirectory(place)) {
                throw new SlipherException(
                                CONFIG_FILE_ERROR,
                                "data folder \"%s\" cannot be used: \"%s\" is a file".formatted(folder, place))
                        .withHint("name a folder with --data; it is created if it does not exist");
            }
        }
        if (Files.isDirectory(folder) && !Files.exists(folder.resolve(ObjectKeys.CLUSTER))) {
            requireEmpty(folder);
        }
    }

    private static void requireEmpty(Path folder) {
        try (var names = Files.list(folder)) {
            names.map(path -> path.getFileName().toString())
                    .filter(name -> !WITHOUT_MEANING.contains(name))
                    .min(String::compareTo)
                    .ifPresent(name -> {
                        throw new SlipherException(
                                        CONFIG_FILE_ERROR,
                                        "data folder \"%s\" holds \"%s\" and no warehouse".formatted(folder, name))
                                .withHint("name a warehouse's folder with --data, or an empty or new one");
                    });
        } catch (IOException e) {
            throw FileErrors.of("read", folder, e);
        }
    }
}
