package dev.slipher.leader.load;

import dev.slipher.compute.source.text.TextFormat;
import dev.slipher.leader.statement.DataStatement.CopyEndpoint;
import dev.slipher.leader.statement.DataStatement.CopyOption;
import java.nio.charset.Charset;
import java.util.List;

/**
 * What the options of a COPY FROM come to.
 *
 * @param charset of the files once they are uncompressed
 * @param manifest whether the location is a manifest that lists files
 * @param maxErrors refused records that end the load, as one does if this is 0
 * @param noLoad whether the files are only checked
 * @param explicitIds whether values for an IDENTITY column are taken from the file
 */
public record CopyOptions(
        TextFormat format,
        Compression compression,
        Charset charset,
        boolean manifest,
        long maxErrors,
        boolean noLoad,
        boolean explicitIds) {
    /**
     * Reads the options of a COPY FROM.
     *
     * @throws dev.slipher.storage.error.SlipherException with 0A000 for one we lack, 42601 for one that contradicts
     *     another, 22023 for a bad value
     */
    public static CopyOptions read(CopyEndpoint endpoint, List<CopyOption> options) {
        return CopyOptionReader.read(endpoint, options);
    }
}
