package dev.slipher.compute.expression.function;

import dev.slipher.compute.expression.kernel.BitMask;
import dev.slipher.compute.expression.kernel.NullMask;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.Int128;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One worker's buffers for one call: the arguments of the current batch and the result that a row loop fills. */
public final class CallFrame {
    private final ScalarCall call;
    private final RowLoop loop;
    private final CallState state;
    private final Argument[] arguments;
    private final long[] @Nullable [] argumentNulls;
    private final long[] nullScratch = new long[BitMask.WORDS];
    private final Int128 wideResult = new Int128();
    private final ByteSink sink;
    private final int[] ints;
    private final long[] longs;
    private final double[] doubles;
    private final long[] high;
    private final int[] offsets;
    private final Vector result;
    private long @Nullable [] nulls;
    private int filledOffsets;

    CallFrame(ScalarCall call, RowLoop loop, CallState state, int capacity) {
        this.call = call;
        this.loop = loop;
        this.state = state;
        arguments = new Argument[call.argumentCount()];
        Arrays.setAll(arguments, _ -> new Argument());
        argumentNulls = new long[arguments.length][];
        int size = capacity + Batch.SLACK;
        var form = call.resultForm();
        ints = new int[form == ResultForm.INT ? size : 0];
        longs = new long[form == ResultForm.LONG || form == ResultForm.WIDE ? size : 0];
        high = new long[form == ResultForm.WIDE ? size : 0];
        doubles = new double[form == ResultForm.DOUBLE ? size : 0];
        offsets = new int[form == ResultForm.BYTES ? size + 1 : 0];
        sink = new ByteSink(form == ResultForm.BYTES ? 16 * capacity : 0);
        result = switch (form) {
            case INT -> new IntVector(ints, null);
            case LONG -> new LongVector(longs, null);
            case DOUBLE -> new DoubleVector(doubles, null);
            case WIDE -> new Int128Vector(high, longs, null);
            case BYTES -> new BytesVector(sink.bytes(), offsets, null);
        };
    }

    /**
     * Calls the function for the selected rows.
     *
     * @param vectors one an argument, without constants
     * @param lenient whether a row whose call fails is null instead
     */
    public Vector run(Vector[] vectors, int @Nullable [] selection, int count, int rows, boolean lenient) {
        long @Nullable [] skipped = null;
        for (int i = 0; i < arguments.length; i++) {
            arguments[i].set(vectors[i]);
            argumentNulls[i] = vectors[i].nulls();
            if (call.isStrict()) {
                skipped = NullMask.union(skipped, vectors[i].nulls(), rows, nullScratch);
            }
        }
        nulls = skipped;
        sink.clear();
        filledOffsets = 0;
        if (lenient) {
            runLeniently(selection, count);
        } else {
            loop.run(this, selection, count);
        }
        finish(rows);
        return result;
    }

    private void runLeniently(int @Nullable [] selection, int count) {
        var single = new int[1];
        for (int i = 0; i < count; i++) {
            single[0] = selection == null ? i : selection[i];
            int written = sink.length();
            try {
                loop.run(this, single, 1);
            } catch (SlipherException _) {
                sink.setLength(written);
                markNull(single[0]);
            }
        }
    }

    private void finish(int rows) {
        switch (result) {
            case IntVector v -> v.set(ints, nulls);
            case LongVector v -> v.set(longs, nulls);
            case DoubleVector v -> v.set(doubles, nulls);
            case Int128Vector v -> v.set(high, longs, nulls);
            case BytesVector v -> {
                Arrays.fill(offsets, filledOffsets + 1, rows + 1, sink.length());
                offsets[0] = 0;
                v.set(sink.bytes(), offsets, nulls);
            }
            default -> throw new IllegalStateException();
        }
    }

    // The following serve row loops and the handles that they call.

    static Argument argument(CallFrame frame, int index) {
        return frame.arguments[index];
    }

    static CallState state(CallFrame frame) {
        return frame.state;
    }

    static ByteSink sink(CallFrame frame) {
        return frame.sink;
    }

    static Int128 wideResult(CallFrame frame) {
        return frame.wideResult;
    }

    long @Nullable [] nulls() {
        return nulls;
    }

    int[] ints() {
        return ints;
    }

    long[] longs() {
        return longs;
    }

    double[] doubles() {
        return doubles;
    }

    boolean isStrict() {
        return call.isStrict();
    }

    void moveTo(int row) {
        state.moveTo(row, argumentNulls);
    }

    /** Ends a row after its call. */
    void finishRow(int row) {
        if (state.takeNull()) {
            markNull(row);
        }
    }

    void finishBytes(int row) {
        if (row >= filledOffsets || row == 0) {
            int start = offsets[filledOffsets];
            for (int i = filledOffsets + 1; i <= row; i++) {
                offsets[i] = start;
            }
            offsets[row + 1] = sink.length();
            filledOffsets = row + 1;
        }
    }

    void finishWide(int row) {
        high[row] = wideResult.high();
        longs[row] = wideResult.low();
    }

    @SuppressWarnings("ReferenceEquality") // asks whether the mask is this frame's own
    private void markNull(int row) {
        var mask = nulls;
        if (mask == null) {
            Arrays.fill(nullScratch, 0);
            mask = nullScratch;
        } else if (mask != nullScratch) {
            System.arraycopy(mask, 0, nullScratch, 0, Math.min(mask.length, nullScratch.length));
            mask = nullScratch;
        }
        nulls = mask;
        BitMask.set(mask, row);
    }
}
