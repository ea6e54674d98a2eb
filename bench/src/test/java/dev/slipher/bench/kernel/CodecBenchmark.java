package dev.slipher.bench.kernel;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.encoding.BatchCodec;
import dev.slipher.storage.encoding.BitPacking;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Packing and unpacking of a batch of integers of some width, as spill and exchange do it. */
@State(Scope.Thread)
public class CodecBenchmark {
    private static final int ROWS = Batch.CAPACITY;

    @Param({"4", "12", "24", "40"})
    public int width = 12;

    @Param({"false", "true"})
    public boolean trained;

    private final BatchCodec codec = new BatchCodec();
    private Batch batch = new Batch(new Vector[0], 0);
    private ByteBuffer packed = ByteBuffer.allocate(0);

    @Setup
    public void fill() {
        if (trained) {
            BitPacking.train();
        }
        var values = LongVector.allocate(ROWS + Batch.SLACK);
        for (int i = 0; i < ROWS; i++) {
            values.values()[i] = i * 0x9E37_79B9_7F4A_7C15L >>> 64 - width;
        }
        batch = new Batch(new Vector[] {values}, ROWS);
        var encoded = codec.encode(batch);
        packed = ByteBuffer.allocate(encoded.remaining()).put(encoded).flip();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public ByteBuffer pack() {
        return codec.encode(batch);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Batch unpack() {
        return codec.decode(packed.duplicate());
    }
}
