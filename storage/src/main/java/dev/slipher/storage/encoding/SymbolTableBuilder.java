package dev.slipher.storage.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the symbols that shorten a sample of strings most, by the algorithm of the FSST paper, section 4.3: encode with the
 * table so far, count symbols and neighbours, keep the 255 symbols and joined neighbours that save most, and again.
 */
final class SymbolTableBuilder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Of 128 parts of the sample, those that each round looks at; the last round joins nothing. */
    private static final int[] ROUNDS = {8, 38, 68, 98, 128};

    private static final int MAX_LENGTH = 8;
    /** Single bytes are favoured, because an escape costs two. */
    private static final int SINGLE_GAIN = 8;

    /** Codes while counting: symbols as they are, escaped bytes from 256 on. */
    private static final int CODES = 512;

    private static final int CANDIDATE_BITS = 15;
    private static final int MAX_CANDIDATES = 3 << (CANDIDATE_BITS - 2);

    private final int[] counts = new int[CODES];
    private final int[] pairCounts = new int[CODES * CODES];
    private final int[] pairs = new int[1 << CANDIDATE_BITS];
    private int pairCount;

    private final long[] candidates = new long[1 << CANDIDATE_BITS];
    private final byte[] candidateLengths = new byte[1 << CANDIDATE_BITS];
    private final long[] gains = new long[1 << CANDIDATE_BITS];
    private int candidateCount;

    /**
     * Fills {@code encoder} with symbols for strings like those of the sample.
     *
     * @param starts where each sampled string starts in {@code bytes}, which has {@link SymbolEncoder#SLACK_BYTES} more
     * @param ends where each ends
     */
    void build(byte[] bytes, int[] starts, int[] ends, int stringCount, SymbolEncoder encoder) {
        encoder.clear();
        for (var parts : ROUNDS) {
            count(bytes, starts, ends, stringCount, parts, encoder);
            collect(encoder.table(), parts);
            choose(encoder);
            clear();
        }
    }

    private void count(byte[] bytes, int[] starts, int[] ends, int stringCount, int parts, SymbolEncoder encoder) {
        for (var string = 0; string < stringCount; string++) {
            if ((string * 37 & 127) >= parts) {
                continue;
            }
            var end = ends[string];
            var before = -1;
            for (var in = starts[string]; in < end; ) {
                var found = encoder.find((long) LONGS.get(bytes, in), end - in);
                var code = SymbolEncoder.code(found);
                if (code == SymbolTable.ESCAPE) {
                    code = 256 + (bytes[in] & 0xFF);
                }
                counts[code]++;
                if (SymbolEncoder.length(found) > 1) {
                    counts[256 + (bytes[in] & 0xFF)]++;
                }
                if (before >= 0) {
                    countPair(before * CODES + code);
                }
                before = code;
                in += SymbolEncoder.length(found);
            }
        }
    }

    private void countPair(int pair) {
        if (pairCounts[pair]++ == 0) {
            if (pairCount < pairs.length) {
                pairs[pairCount++] = pair;
            } else {
                pairCounts[pair] = 0;
            }
        }
    }

    private void collect(SymbolTable table, int parts) {
        for (var code = 0; code < CODES; code++) {
            if (counts[code] > 0) {
                var length = length(table, code);
                addCandidate(symbol(table, code), length, (long) counts[code] * (length == 1 ? SINGLE_GAIN : length));
            }
        }
        if (parts == 128) {
            return;
        }
        var minCount = Math.max(2, 5 * parts / 128);
        for (var i = 0; i < pairCount; i++) {
            var first = pairs[i] / CODES;
            var second = pairs[i] % CODES;
            var count = pairCounts[pairs[i]];
            var firstLength = length(table, first);
            if (count < minCount || firstLength == MAX_LENGTH) {
                continue;
            }
            var length = Math.min(MAX_LENGTH, firstLength + length(table, second));
            var joined = symbol(table, first) | symbol(table, second) << (8 * firstLength);
            addCandidate(joined, length, (long) count * length);
        }
    }

    private static long symbol(SymbolTable table, int code) {
        return code < 256 ? table.symbol(code) : code - 256;
    }

    private static int length(SymbolTable table, int code) {
        return code < 256 ? table.length(code) : 1;
    }

    private void addCandidate(long symbol, int length, long gain) {
        var mask = candidates.length - 1;
        var slot = (int) ((symbol * 31 + length) * 0x9E3779B97F4A7C15L >>> (64 - CANDIDATE_BITS));
        while (candidateLengths[slot] != 0) {
            if (candidateLengths[slot] == length && candidates[slot] == symbol) {
                gains[slot] += gain;
                return;
            }
            slot = slot + 1 & mask;
        }
        if (candidateCount < MAX_CANDIDATES) {
            candidates[slot] = symbol;
            candidateLengths[slot] = (byte) length;
            gains[slot] = gain;
            candidateCount++;
        }
    }

    private void choose(SymbolEncoder encoder) {
        var ranked = new long[candidateCount];
        var count = 0;
        for (var slot = 0; slot < candidates.length; slot++) {
            if (candidateLengths[slot] != 0) {
                ranked[count++] = gains[slot] << CANDIDATE_BITS | slot;
            }
        }
        Arrays.sort(ranked);
        encoder.clear();
        for (var i = count - 1; i >= 0; i--) {
            var slot = (int) ranked[i] & (candidates.length - 1);
            encoder.tryAdd(candidates[slot], candidateLengths[slot]);
        }
    }

    private void clear() {
        Arrays.fill(counts, 0);
        for (var i = 0; i < pairCount; i++) {
            pairCounts[pairs[i]] = 0;
        }
        pairCount = 0;
        Arrays.fill(candidateLengths, (byte) 0);
        candidateCount = 0;
    }
}
