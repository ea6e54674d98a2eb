package dev.slipher.storage.codec;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The binary form of a record type or sealed interface and of everything in it; used by many threads.
 *
 * <p>A record is its {@link Tag} and its components in order, without names or padding:
 *
 * <ul>
 *   <li>{@code int}, {@code long}: zigzag, then seven bits a byte, the lowest first, the top bit set on all but the last;
 *   <li>{@code boolean}: a byte, 0 or 1; {@code double}: eight bytes, little-endian;
 *   <li>{@code String}, {@code byte[]}, a {@link Leaf}: the length, unsigned, and the bytes;
 *   <li>{@code Optional}: 0, or 1 and the value; {@code List} and {@code Map}: the size, unsigned, and the entries;
 *   <li>an enum: its tag, if it has one, and its constant's name; a record or sealed interface: as above.
 * </ul>
 *
 * <p>Tags say what follows, so a type can only be read by programs that know its tag. Sizes are checked against the bytes
 * that are left and nesting against {@value #MAX_DEPTH}, so that no input can exhaust memory or stack.
 *
 * @param <T> the type of the whole value
 */
public final class TaggedCodec<T> {
    /** How deep records may be nested. */
    public static final int MAX_DEPTH = 400;

    private final ValueCodec<T> codec;
    private final CodecFactory factory;

    private TaggedCodec(ValueCodec<T> codec, CodecFactory factory) {
        this.codec = codec;
        this.factory = factory;
    }

    /**
     * Derives the codec of {@code type} from the components of all records that it can contain.
     *
     * @param leaves the classes in it that are no records
     * @throws IllegalArgumentException if a type has no tag or no binary form, or two have the same tag
     */
    public static <T> TaggedCodec<T> of(Class<T> type, Leaf<?>... leaves) {
        var factory = new CodecFactory(List.of(leaves));
        return new TaggedCodec<>(factory.codecOf(type), factory);
    }

    /** Returns the bytes of {@code value}, in a buffer of the caller's. */
    public ByteBuffer encode(T value) {
        var out = new ByteWriter();
        codec.write(out, value);
        return out.toBuffer();
    }

    /**
     * Reads a value from all remaining bytes of {@code bytes}, whose position is kept.
     *
     * @throws SlipherException XX001 if they are not what {@link #encode} made, or were made by a newer program
     */
    public T decode(ByteBuffer bytes) {
        var in = new ByteReader(bytes);
        var value = codec.read(in);
        if (!in.isAtEnd()) {
            throw in.malformed("more bytes than the record has");
        }
        return value;
    }

    /** Returns the tags with the shapes that they stand for, a line each: what must not change once written. */
    public String describe() {
        return factory.describe();
    }

    static SlipherException tooDeep() {
        return new SlipherException(
                SqlState.STATEMENT_TOO_COMPLEX, "records are nested more than %d deep".formatted(MAX_DEPTH));
    }
}
