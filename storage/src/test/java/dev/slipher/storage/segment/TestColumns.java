package dev.slipher.storage.segment;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.cache.BlockRoom;
import dev.slipher.storage.cache.ChunkCache;
import dev.slipher.storage.catalog.ObjectId;
import dev.slipher.storage.encoding.DecodeScratch;
import dev.slipher.storage.type.SqlType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns as lists of Java values (null, Long, Double, BigInteger, byte[]), written to segments and read back. */
final class TestColumns {
    static final ObjectId ID = new ObjectId(1, 2);

    private TestColumns() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes columns of equal length, numbered from 1, in batches of {@code batchRows}. */
    static MemoryObject write(List<SqlType> types, List<? extends List<?>> columns, int batchRows) {
        var specs = new ArrayList<ColumnSpec>();
        for (var i = 0; i < types.size(); i++) {
            specs.add(new ColumnSpec(i + 1, types.get(i)));
        }
        return writeSpecs(specs, columns, batchRows);
    }

    static MemoryObject writeSpecs(List<ColumnSpec> specs, List<? extends List<?>> columns, int batchRows) {
        var object = new MemoryObject();
        write(specs, columns, batchRows, object);
        return object;
    }

    static SegmentSummary write(
            List<ColumnSpec> specs, List<? extends List<?>> columns, int batchRows, SegmentSink target) {
        var writer = new SegmentWriter(specs, target);
        var rows = columns.getFirst().size();
        for (var from = 0; from < rows; from += batchRows) {
            var to = Math.min(rows, from + batchRows);
            var vectors = new Vector[specs.size()];
            for (var i = 0; i < vectors.length; i++) {
                vectors[i] = vector(specs.get(i).type(), columns.get(i).subList(from, to));
            }
            writer.append(new Batch(vectors, to - from));
        }
        return writer.finish();
    }

    static Vector vector(SqlType type, List<?> values) {
        var rows = values.size();
        long @Nullable [] nulls = null;
        for (var i = 0; i < rows; i++) {
            if (values.get(i) == null) {
                nulls = nulls == null ? new long[33] : nulls;
                nulls[i >>> 6] |= 1L << i;
            }
        }
        return switch (type.physicalKind()) {
            case INT32 -> {
                var ints = new int[rows + Batch.SLACK];
                for (var i = 0; i < rows; i++) {
                    ints[i] = values.get(i) == null ? -7 : Math.toIntExact((Long) values.get(i));
                }
                yield new IntVector(ints, nulls);
            }
            case INT64 -> {
                var longs = new long[rows + Batch.SLACK];
                for (var i = 0; i < rows; i++) {
                    longs[i] = values.get(i) == null ? -7 : (Long) values.get(i);
                }
                yield new LongVector(longs, nulls);
            }
            case DOUBLE -> {
                var doubles = new double[rows + Batch.SLACK];
                for (var i = 0; i < rows; i++) {
                    doubles[i] = values.get(i) == null ? -7 : (Double) values.get(i);
                }
                yield new DoubleVector(doubles, nulls);
            }
            case INT128 -> {
                var high = new long[rows];
                var low = new long[rows];
                for (var i = 0; i < rows; i++) {
                    var value = values.get(i) == null ? BigInteger.TEN : (BigInteger) values.get(i);
                    high[i] = value.shiftRight(64).longValue();
                    low[i] = value.longValue();
                }
                yield new Int128Vector(high, low, nulls);
            }
            case BYTES -> {
                var offsets = new int[rows + 1];
                for (var i = 0; i < rows; i++) {
                    offsets[i + 1] = offsets[i] + (values.get(i) == null ? 0 : ((byte[]) values.get(i)).length);
                }
                var bytes = new byte[offsets[rows]];
                for (var i = 0; i < rows; i++) {
                    if (values.get(i) != null) {
                        System.arraycopy(values.get(i), 0, bytes, offsets[i], offsets[i + 1] - offsets[i]);
                    }
                }
                yield new BytesVector(bytes, offsets, nulls);
            }
        };
    }

    /** Reads a whole column back. */
    static List<@Nullable Object> read(SegmentReader reader, int columnId, DecodeScratch scratch) {
        var values = new ArrayList<@Nullable Object>();
        for (var rowGroup = 0; rowGroup < reader.rowGroupCount(); rowGroup++) {
            try (var room = new BlockRoom(BlockRoom.Account.none());
                    var chunk =
                            reader.openColumn(rowGroup, columnId, scratch, room).orElseThrow()) {
                for (var block = 0; block < chunk.blockCount(); block++) {
                    readBlock(chunk, block, values);
                }
            }
        }
        return values;
    }

    static void readBlock(ColumnChunkReader chunk, int block, List<@Nullable Object> target) {
        var nulls = chunk.decodeNulls(block, new long[33]);
        var rows = chunk.blockRowCount(block);
        var values = new Object[rows];
        switch (chunk.type().physicalKind()) {
            case INT32, INT64 -> {
                var longs = new long[Batch.CAPACITY + Batch.SLACK];
                chunk.decodeLongs(block, longs);
                for (var i = 0; i < rows; i++) {
                    values[i] = longs[i];
                }
            }
            case DOUBLE -> {
                var doubles = new double[Batch.CAPACITY + Batch.SLACK];
                chunk.decodeDoubles(block, doubles);
                for (var i = 0; i < rows; i++) {
                    values[i] = doubles[i];
                }
            }
            case INT128 -> {
                var high = new long[Batch.CAPACITY + Batch.SLACK];
                var low = new long[Batch.CAPACITY + Batch.SLACK];
                chunk.decodeWide(block, high, low);
                for (var i = 0; i < rows; i++) {
                    values[i] = BigInteger.valueOf(high[i])
                            .shiftLeft(64)
                            .add(new BigInteger(Long.toUnsignedString(low[i])));
                }
            }
            case BYTES -> {
                var strings = new BytesVector(new byte[0], new int[1], null);
                chunk.decodeBytes(block, strings, nulls);
                for (var i = 0; i < rows; i++) {
                    values[i] = java.util.Arrays.copyOfRange(
                            strings.bytes(), strings.offsets()[i], strings.offsets()[i + 1]);
                }
            }
        }
        for (var i = 0; i < rows; i++) {
            target.add(nulls != null && (nulls[i >>> 6] >>> i & 1) != 0 ? null : values[i]);
        }
    }

    static SegmentReader open(MemoryObject object, ChunkCache cache) {
        return SegmentReader.open(ID, object, cache);
    }
}
