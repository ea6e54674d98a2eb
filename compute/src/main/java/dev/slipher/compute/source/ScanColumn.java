package dev.slipher.compute.source;

import dev.slipher.compute.expression.ColumnShape;
import dev.slipher.compute.expression.ColumnShape.Representation;
import dev.slipher.compute.operator.Vectors;
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
import dev.slipher.storage.segment.ColumnChunkReader;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import org.jspecify.annotations.Nullable;

/** One worker's view of one column of a scan: its open chunk, and the vector that blocks are decoded into. */
final class ScanColumn implements AutoCloseable {
    /** Below this share of a block, strings are decoded one by one. */
    private static final int FEW_ROWS = Batch.CAPACITY / 8;

    private final ColumnShape shape;
    private final PhysicalKind kind;
    private final ConstantVector missing;
    private final long[] nulls = new long[Vectors.MASK_LONGS];
    private final Vector vector;
    private int[] codes = new int[0];
    private @Nullable DictionaryVector codeVector;
    private @Nullable ColumnChunkReader chunk;
    private @Nullable Dictionary dictionary;

    ScanColumn(ColumnShape shape, Datum missingValue) {
        this.shape = shape;
        kind = shape.type().physicalKind();
        missing = new ConstantVector(kind, missingValue);
        vector = shape.representation() == Representation.INT
                ? IntVector.allocate(Batch.CAPACITY)
                : Vectors.allocate(kind, Batch.CAPACITY);
    }

    /** Turns to another row group; a null chunk is that of a column that the segment does not have. */
    void open(@Nullable ColumnChunkReader next) {
        close();
        chunk = next;
    }

    /** Returns the open chunk, null if the segment does not have the column. */
    @Nullable
    ColumnChunkReader chunkOrNull() {
        return chunk;
    }

    /** Returns the chunk's dictionary, null if it has none. */
    @Nullable
    Dictionary dictionaryOrNull() {
        if (dictionary == null && chunk != null && kind == PhysicalKind.BYTES && chunk.hasDictionary()) {
            dictionary = chunk.dictionary().orElse(null);
        }
        return dictionary;
    }

    ConstantVector missing() {
        return missing;
    }

    /** Decodes a block, of whose rows only the selected ones are wanted. */
    Vector decode(int block, Batch batch) {
        var from = chunk;
        if (from == null) {
            return missing;
        }
        var mask = from.decodeNulls(block, nulls);
        switch (vector) {
            case IntVector v -> {
                from.decodeInts(block, v.values());
                v.set(v.values(), mask);
            }
            case LongVector v -> {
                from.decodeLongs(block, v.values());
                v.set(v.values(), mask);
            }
            case DoubleVector v -> {
                from.decodeDoubles(block, v.values());
                v.set(v.values(), mask);
            }
            case Int128Vector v -> {
                from.decodeWide(block, v.high(), v.low());
                v.set(v.high(), v.low(), mask);
            }
            case BytesVector v -> {
                return decodeStrings(from, block, batch, v, mask);
            }
            default -> throw new IllegalStateException("not a scan vector");
        }
        return vector;
    }

    private Vector decodeStrings(
            ColumnChunkReader from, int block, Batch batch, BytesVector strings, long @Nullable [] mask) {
        var entries = dictionaryOrNull();
        if (entries != null) {
            if (codeVector == null) {
                codes = new int[Batch.CAPACITY + Batch.SLACK];
                codeVector = new DictionaryVector(codes, entries, mask);
            }
            from.decodeCodes(block, codes);
            codeVector.set(codes, entries, mask);
            return codeVector;
        }
        var selection = batch.selection();
        if (selection != null && batch.selectedCount() < FEW_ROWS) {
            from.decodeBytes(block, selection, batch.selectedCount(), strings, mask);
        } else {
            from.decodeBytes(block, strings, mask);
        }
        return strings;
    }

    /** Returns a vector of rows in memory in the form that the shape says. */
    Vector adapt(Vector given, int rowCount) {
        if (shape.representation() == Representation.INT && given instanceof LongVector longs) {
            var ints = (IntVector) vector;
            for (var i = 0; i < rowCount; i++) {
                ints.values()[i] = (int) longs.values()[i];
            }
            ints.set(ints.values(), longs.nulls());
            return ints;
        }
        if (shape.representation() == Representation.LONG && given instanceof IntVector ints) {
            var longs = (LongVector) vector;
            for (var i = 0; i < rowCount; i++) {
                longs.values()[i] = ints.values()[i];
            }
            longs.set(longs.values(), ints.nulls());
            return longs;
        }
        return given;
    }

    @Override
    public void close() {
        if (chunk != null) {
            chunk.close();
            chunk = null;
        }
        dictionary = null;
    }
}
