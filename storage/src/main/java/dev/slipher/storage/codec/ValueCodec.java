package dev.slipher.storage.codec;

/**
 * The binary form of the values of one type.
 *
 * @param <T> the type
 */
interface ValueCodec<T> {
    void write(ByteWriter out, T value);

    T read(ByteReader in);
}
