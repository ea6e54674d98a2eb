package dev.slipher.bench.kernel;

import dev.slipher.compute.expression.kernel.ByteSearch;
import dev.slipher.compute.expression.kernel.Simd;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The search of LIKE for a word at the end of much text; per byte. */
@State(Scope.Thread)
public class SearchBenchmark {
    static final int BYTES = 64 << 10;

    @Param({"false", "true"})
    public boolean trained;

    private final byte[] needle = "special".getBytes(StandardCharsets.US_ASCII);
    private final byte[] text = new byte[BYTES];

    @Setup
    public void fill() {
        if (trained) {
            Simd.train();
        }
        for (int i = 0; i < BYTES; i++) {
            text[i] = (byte) ('a' + i * 31 % 26);
        }
        System.arraycopy(needle, 0, text, BYTES - needle.length, needle.length);
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public int indexOf() {
        return ByteSearch.indexOf(text, 0, BYTES, needle);
    }
}
