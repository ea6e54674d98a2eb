package dev.slipher.storage.encoding;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Turns a batch into compact, self-describing, checksummed bytes and back: for spill, for exchange, and for rows carried
 * inside log entries.
 *
 * <p>One codec serves one thread: it keeps buffers between calls. The bytes, little-endian:
 *
 * <pre>
 * u32 magic "SLBT", u32 CRC32C of what follows, u32 version 1, u32 rows, u32 columns
 * each column:
 *     u8 form, u8 1 if there is a null mask else 0
 *     u64[(rows + 63) / 64]     the null mask, if there is one
 *     INT          numbers
 *     LONG         numbers
 *     DOUBLE       f64[rows]
 *     WIDE         numbers (high halves), numbers (low halves)
 *     BYTES        numbers (lengths), text
 *     DICTIONARY   u32 entries, u8 1 if distinct + 2 if sorted, numbers (lengths of entries), text, numbers (codes)
 *     CONSTANT     u8 kind, u8 form of the value, the value
 * numbers:  i64 smallest, u8 width; up to 64: planes of so many bits (see {@link BitPacking}) of the differences to the
 *           smallest, above: as 1, 2, 4 or 8 bytes each, which the width exceeds 128 by
 * text:     u32 bytes, u32 bytes stored, the bytes; compressed by LZ4 if fewer are stored
 * </pre>
 */
public final class BatchCodec {
    static final int FORM_INT = 0;
    static final int FORM_LONG = 1;
    static final int FORM_DOUBLE = 2;
    static final int FORM_WIDE = 3;
    static final int FORM_BYTES = 4;
    static final int FORM_DICTIONARY = 5;
    static final int FORM_CONSTANT = 6;

    static final int DISTINCT = 1;
    static final int SORTED = 2;

    private static final int MAGIC = 0x54424C53; // "SLBT" in memory
    private static final int VERSION = 1;
    private static final int CHECKED_FROM = 8;
    private static final int HEADER_BYTES = 20;
    private static final int MAX_COLUMNS = 1 << 14;

    private final ByteOutput output = new ByteOutput(1 << 14);
    private final VectorEncoder encoder = new VectorEncoder(output);
    private final VectorDecoder decoder = new VectorDecoder();
    private final CRC32C crc = new CRC32C();

    /**
     * Encodes the selected rows of {@code batch}.
     *
     * @return the bytes, little-endian from position 0 to the limit, in a buffer that the next call overwrites
     */
    public ByteBuffer encode(Batch batch) {
        var rows = batch.selectedCount();
        output.clear();
        output.putInt(MAGIC);
        output.putInt(0);
        output.putInt(VERSION);
        output.putInt(rows);
        output.putInt(batch.columnCount());
        for (var i = 0; i < batch.columnCount(); i++) {
            encode(batch.column(i), batch.selection(), rows);
        }
        crc.reset();
        crc.update(output.array(), CHECKED_FROM, output.size() - CHECKED_FROM);
        output.setInt(CHECKED_FROM - Integer.BYTES, (int) crc.getValue());
        return output.view();
    }

    private void encode(Vector vector, int @Nullable [] selection, int rows) {
        output.putByte(
                switch (vector) {
                    case IntVector _ -> FORM_INT;
                    case LongVector _ -> FORM_LONG;
                    case DoubleVector _ -> FORM_DOUBLE;
                    case Int128Vector _ -> FORM_WIDE;
                    case BytesVector _ -> FORM_BYTES;
                    case DictionaryVector _ -> FORM_DICTIONARY;
                    case ConstantVector _ -> FORM_CONSTANT;
                });
        if (vector instanceof ConstantVector constant) {
            output.putByte(0);
            encoder.putConstant(constant);
            return;
        }
        encoder.begin(vector.nulls(), selection, rows);
        switch (vector) {
            case IntVector ints -> encoder.putInts(ints.values());
            case LongVector longs -> encoder.putLongs(longs.values());
            case DoubleVector doubles -> encoder.putDoubles(doubles.values());
            case Int128Vector wide -> {
                encoder.putLongs(wide.high());
                encoder.putLongs(wide.low());
            }
            case BytesVector strings -> encoder.putStrings(strings.bytes(), strings.offsets());
            case DictionaryVector coded -> encoder.putCoded(coded.codes(), coded.dictionary());
            case ConstantVector _ -> throw new IllegalStateException("constants are done");
        }
    }

    /**
     * Decodes what {@link #encode} made, from {@code bytes}' position to its limit.
     *
     * @return a batch without a selection over new arrays, which the caller may keep
     * @throws SlipherException XX001 if the bytes are not what {@link #encode} made
     */
    public Batch decode(ByteBuffer bytes) {
        var size = bytes.remaining();
        if (size < HEADER_BYTES) {
            throw damaged("%d bytes are too few".formatted(size));
        }
        decoder.begin(bytes);
        if (decoder.getInt() != MAGIC) {
            throw damaged("the magic number is missing");
        }
        var expected = decoder.getInt();
        crc.reset();
        crc.update(decoder.array(), CHECKED_FROM, size - CHECKED_FROM);
        if ((int) crc.getValue() != expected) {
            throw damaged("checksum is %08x instead of %08x".formatted((int) crc.getValue(), expected));
        }
        try {
            return decodeColumns();
        } catch (IndexOutOfBoundsException | IllegalArgumentException contradiction) {
            throw new SlipherException(
                    SqlState.DATA_CORRUPTED, "encoded rows are damaged: " + contradiction.getMessage(), contradiction);
        }
    }

    private Batch decodeColumns() {
        var version = decoder.getInt();
        if (version != VERSION) {
            throw damaged("version %d, known is %d".formatted(version, VERSION));
        }
        var rows = decoder.getCount(Batch.CAPACITY, "rows");
        var columns = new Vector[decoder.getCount(MAX_COLUMNS, "columns")];
        for (var i = 0; i < columns.length; i++) {
            columns[i] = decodeVector(rows);
        }
        decoder.end();
        return new Batch(columns, rows);
    }

    private Vector decodeVector(int rows) {
        var form = decoder.getByte();
        var nulls = decoder.getNulls(rows);
        return switch (form) {
            case FORM_INT -> new IntVector(decoder.getInts(rows), nulls);
            case FORM_LONG -> new LongVector(decoder.getLongs(rows), nulls);
            case FORM_DOUBLE -> new DoubleVector(decoder.getDoubles(rows), nulls);
            case FORM_WIDE -> new Int128Vector(decoder.getLongs(rows), decoder.getLongs(rows), nulls);
            case FORM_BYTES -> {
                var offsets = decoder.getOffsets(rows);
                yield new BytesVector(decoder.getText(offsets[rows]), offsets, nulls);
            }
            case FORM_DICTIONARY -> decodeCoded(rows, nulls);
            case FORM_CONSTANT -> decoder.getConstant();
            default -> throw damaged("a column has form %d".formatted(form));
        };
    }

    private DictionaryVector decodeCoded(int rows, long @Nullable [] nulls) {
        var size = decoder.getCount(Batch.CAPACITY, "entries");
        var flags = decoder.getByte();
        var offsets = decoder.getOffsets(size);
        var entries = decoder.getText(offsets[size]);
        var codes = decoder.getInts(rows);
        for (var i = 0; i < rows; i++) {
            if (codes[i] < 0 || codes[i] >= size) {
                throw damaged("code %d of %d entries".formatted(codes[i], size));
            }
        }
        var dictionary = new Dictionary(entries, offsets, size, (flags & DISTINCT) != 0, (flags & SORTED) != 0);
        return new DictionaryVector(codes, dictionary, nulls);
    }

    static SlipherException damaged(String why) {
        return new SlipherException(SqlState.DATA_CORRUPTED, "encoded rows are damaged: " + why);
    }
}
