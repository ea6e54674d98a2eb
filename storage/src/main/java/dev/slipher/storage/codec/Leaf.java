package dev.slipher.storage.codec;

import java.util.function.Function;

/**
 * The binary form of a class that is no record.
 *
 * @param decode throws {@link IllegalArgumentException} for bytes that {@code encode} cannot have made
 * @param <T> the class
 */
public record Leaf<T>(Class<T> type, Function<T, byte[]> encode, Function<byte[], T> decode) {}
