package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of {@link BatchCodec}'s form from bytes that nobody vouches for: whatever they say is checked before
 * memory is allocated for it or an array is indexed by it.
 */
final class VectorDecoder {
    /** LZ4 cannot shorten more than this. */
    private static final long MAX_COMPRESSION = 256;

    private final LZ4SafeDecompressor decompressor =
            LZ4Factory.fastestInstance().safeDecompressor();
    private final DecodeScratch scratch = new DecodeScratch();
    private byte[] array = new byte[1 << 14];
    /** The same bytes off the heap, where {@link BitPacking} reads them; freed with the decoder. */
    private MemorySegment memory = Arena.ofAuto().allocate(array.length);

    private int limit;
    private int at;

    /** Takes all remaining bytes of {@code bytes}. */
    void begin(ByteBuffer bytes) {
        limit = bytes.remaining();
        if (array.length < limit + BitPacking.SLACK_BYTES) {
            array = new byte[limit + (limit >> 1) + BitPacking.SLACK_BYTES];
            memory = Arena.ofAuto().allocate(array.length);
        }
        bytes.get(bytes.position(), array, 0, limit);
        bytes.position(bytes.limit());
        MemorySegment.copy(array, 0, memory, LittleEndian.BYTE, 0, limit);
        at = 0;
    }

    byte[] array() {
        return array;
    }

    /** Checks that everything was read. */
    void end() {
        if (at != limit) {
            throw BatchCodec.damaged("%d bytes are left over".formatted(limit - at));
        }
    }

    private int take(long count) {
        if (count < 0 || count > limit - at) {
            throw BatchCodec.damaged("%d bytes wanted at byte %d of %d".formatted(count, at, limit));
        }
        var from = at;
        at += (int) count;
        return from;
    }

    int getByte() {
        return array[take(1)] & 0xFF;
    }

    int getInt() {
        return memory.get(LittleEndian.INT, take(Integer.BYTES));
    }

    long getLong() {
        return memory.get(LittleEndian.LONG, take(Long.BYTES));
    }

    int getCount(int max, String what) {
        var count = getInt();
        if (count < 0 || count > max) {
            throw BatchCodec.damaged("%d %s, at most %d can be".formatted(count, what, max));
        }
        return count;
    }

    long @Nullable [] getNulls(int rows) {
        if (getByte() == 0) {
            return null;
        }
        var words = rows + 63 >>> 6;
        var nulls = new long[(Batch.CAPACITY + Batch.SLACK) >>> 6];
        MemorySegment.copy(memory, LittleEndian.LONG, take(8L * words), nulls, 0, words);
        return nulls;
    }

    long[] getLongs(int count) {
        var target = new long[Batch.CAPACITY + Batch.SLACK];
        readNumbers(count, target);
        return target;
    }

    int[] getInts(int count) {
        var target = new int[Batch.CAPACITY + Batch.SLACK];
        readNumbers(count, scratch.longs);
        for (var i = 0; i < count; i++) {
            target[i] = (int) scratch.longs[i];
            if (target[i] != scratch.longs[i]) {
                throw BatchCodec.damaged("%d is no int".formatted(scratch.longs[i]));
            }
        }
        return target;
    }

    private void readNumbers(int count, long[] target) {
        var min = getLong();
        var width = getByte();
        if (width > VectorEncoder.SIZED) {
            var valueBytes = width - VectorEncoder.SIZED;
            var from = take((long) count * valueBytes);
            for (var i = 0; i < count; i++) {
                target[i] = min + RunLengthEncoding.sized(memory, from + (long) i * valueBytes, valueBytes);
            }
        } else if (width <= Long.SIZE) {
            var from = take(BitPacking.packedBytes(count, width));
            BitPacking.unpackLongs(memory, from, count, width, min, 1, target, scratch);
        } else {
            throw BatchCodec.damaged("numbers of %d bits".formatted(width));
        }
    }

    double[] getDoubles(int rows) {
        var values = new double[Batch.CAPACITY + Batch.SLACK];
        MemorySegment.copy(memory, LittleEndian.DOUBLE, take((long) rows * Double.BYTES), values, 0, rows);
        return values;
    }

    /** Reads lengths and adds them up. */
    int[] getOffsets(int count) {
        readNumbers(count, scratch.longs);
        var offsets = new int[count + 1];
        var end = 0L;
        for (var i = 0; i < count; i++) {
            var length = scratch.longs[i];
            end += length;
            if (length < 0 || length > Integer.MAX_VALUE || end > Integer.MAX_VALUE) {
                throw BatchCodec.damaged("a string of %d bytes".formatted(length));
            }
            offsets[i + 1] = (int) end;
        }
        return offsets;
    }

    byte[] getText(int expected) {
        var count = getInt();
        var stored = getInt();
        if (count != expected || stored < 0 || stored > count || count > MAX_COMPRESSION * stored) {
            throw BatchCodec.damaged("%d bytes of text in %d, expected %d".formatted(count, stored, expected));
        }
        var from = take(stored);
        var bytes = new byte[count];
        if (stored == count) {
            System.arraycopy(array, from, bytes, 0, count);
            return bytes;
        }
        try {
            var written = decompressor.decompress(array, from, stored, bytes, 0, count);
            if (written != count) {
                throw BatchCodec.damaged("%d bytes of text, expected %d".formatted(written, count));
            }
        } catch (LZ4Exception malformed) {
            throw BatchCodec.damaged("text cannot be decompressed: " + malformed.getMessage());
        }
        return bytes;
    }

    ConstantVector getConstant() {
        var kindNumber = getByte();
        if (kindNumber >= PhysicalKind.values().length) {
            throw BatchCodec.damaged("a value of kind %d".formatted(kindNumber));
        }
        var kind = PhysicalKind.values()[kindNumber];
        var form = getByte();
        var value = switch (form) {
            case 0 -> Datum.Null.NULL;
            case 1 -> new Datum.Integral(getLong());
            case 2 -> new Datum.Floating(Double.longBitsToDouble(getLong()));
            case 3 -> new Datum.Wide(getLong(), getLong());
            case 4 -> new Datum.Bytes(getConstantBytes());
            default -> throw BatchCodec.damaged("a value of form %d".formatted(form));
        };
        if (!value.isNull() && !fits(kind, value)) {
            throw BatchCodec.damaged("a value of form %d for kind %s".formatted(form, kind));
        }
        return new ConstantVector(kind, value);
    }

    private byte[] getConstantBytes() {
        return getText(memory.get(LittleEndian.INT, Math.min(at, limit)));
    }

    private static boolean fits(PhysicalKind kind, Datum value) {
        return switch (kind) {
            case INT32, INT64 -> value instanceof Datum.Integral;
            case DOUBLE -> value instanceof Datum.Floating;
            case INT128 -> value instanceof Datum.Wide;
            case BYTES -> value instanceof Datum.Bytes;
        };
    }
}
