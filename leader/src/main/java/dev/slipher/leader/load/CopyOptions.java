package dev.slipher.leader.load;

import dev.slipher.compute.source.text.TextFormat;

/**
 * What the options of a COPY FROM come to.
 *
 * @param manifest whether the location is a manifest that lists files
 * @param maxErrors refused records that the load bears; one more ends it
 * @param noLoad whether the files are only checked
 * @param explicitIds whether values for an IDENTITY column are taken from the file
 */
public record CopyOptions(
        TextFormat format,
        Compression compression,
        boolean manifest,
        long maxErrors,
        boolean noLoad,
        boolean explicitIds) {}
