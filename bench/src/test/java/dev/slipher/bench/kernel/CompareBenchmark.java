package dev.slipher.bench.kernel;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.compute.expression.kernel.Compare;
import dev.slipher.compute.expression.kernel.Simd;
import dev.slipher.storage.batch.Batch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Comparisons of a batch with a range, as masks; by the plain kernels and, once trained, by those of the Vector API. */
@State(Scope.Thread)
public class CompareBenchmark {
    private static final int ROWS = Batch.CAPACITY;

    @Param({"false", "true"})
    public boolean trained;

    private final int[] ints = new int[ROWS + Batch.SLACK];
    private final long[] longs = new long[ROWS + Batch.SLACK];
    private final double[] doubles = new double[ROWS + Batch.SLACK];
    private final long[] mask = new long[BitMask.WORDS];

    @Setup
    public void fill() {
        if (trained) {
            Simd.train();
        }
        for (int i = 0; i < ROWS; i++) {
            ints[i] = i * 7919 % ROWS;
            longs[i] = ints[i];
            doubles[i] = ints[i];
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long[] intsInRange() {
        BitMask.fill(mask, ROWS);
        Compare.inRange(ints, 100, 299, ROWS, mask);
        return mask;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long[] longsInRange() {
        BitMask.fill(mask, ROWS);
        Compare.inRange(longs, 100, 299, ROWS, mask);
        return mask;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long[] doublesInRange() {
        BitMask.fill(mask, ROWS);
        Compare.inRange(doubles, Compare.order(100), Compare.order(299), ROWS, mask);
        return mask;
    }
}
