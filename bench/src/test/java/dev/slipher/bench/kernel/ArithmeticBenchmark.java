package dev.slipher.bench.kernel;

import dev.slipher.compute.expression.kernel.IntegerArithmetic;
import dev.slipher.storage.batch.Batch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Products of a batch, with and without a check, at both widths. */
@State(Scope.Thread)
public class ArithmeticBenchmark {
    private static final int ROWS = Batch.CAPACITY;

    private final int[] ints = new int[ROWS + Batch.SLACK];
    private final long[] longs = new long[ROWS + Batch.SLACK];
    private final long[] products = new long[ROWS + Batch.SLACK];

    public ArithmeticBenchmark() {
        for (int i = 0; i < ROWS; i++) {
            ints[i] = i - 1_000;
            longs[i] = ints[i];
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long[] multiplyInts() {
        IntegerArithmetic.multiply(ints, ints, products, ROWS);
        return products;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long[] multiplyLongs() {
        IntegerArithmetic.multiply(longs, longs, products, ROWS);
        return products;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long[] multiplyLongsChecked() {
        if (IntegerArithmetic.multiplyChecked(longs, longs, products, ROWS)) {
            throw new IllegalStateException("these products fit");
        }
        return products;
    }
}
