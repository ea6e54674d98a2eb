package dev.slipher.leader.launch;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of a command that only has to find a data folder. */
final class FolderFlags {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "File with settings, HOCON. Default: slipher.conf, if there is one.")
    private @Nullable Path file;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Folder of the warehouse. Default: slipher-data.")
    private @Nullable String data;

    /**
     * Returns the folder that flags, environment and file make together.
     *
     * @throws dev.slipher.storage.error.SlipherException if a name or the folder is wrong
     */
    Path folder() {
        return ConfigurationReader.of(data == null ? Map.of() : Map.of(Setting.DATA, data), file)
                .folder();
    }
}
