package dev.slipher.compute.expression.function;

import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Int128;

/** One argument's arrays of the current batch, and the views that functions get of single rows. */
final class Argument {
    private static final int[] NO_INTS = {};
    private static final long[] NO_LONGS = {};
    private static final double[] NO_DOUBLES = {};
    private static final byte[] NO_BYTES = {};

    private final Text text = new Text(NO_BYTES, 0, 0);
    private final Int128 wide = new Int128();
    private int[] ints = NO_INTS;
    private long[] longs = NO_LONGS;
    private double[] doubles = NO_DOUBLES;
    private long[] high = NO_LONGS;
    private byte[] bytes = NO_BYTES;
    private int[] offsets = NO_INTS;
    /** Codes into the offsets; empty when rows are their own entries. */
    private int[] codes = NO_INTS;

    void set(Vector vector) {
        switch (vector) {
            case IntVector v -> ints = v.values();
            case LongVector v -> longs = v.values();
            case DoubleVector v -> doubles = v.values();
            case Int128Vector v -> {
                high = v.high();
                longs = v.low();
            }
            case BytesVector v -> {
                bytes = v.bytes();
                offsets = v.offsets();
                codes = NO_INTS;
            }
            case DictionaryVector v -> {
                bytes = v.dictionary().bytes();
                offsets = v.dictionary().offsets();
                codes = v.codes();
            }
            default -> throw new IllegalStateException("constants are expanded before they reach functions");
        }
    }

    static long intAt(Argument argument, int row) {
        return argument.ints[row];
    }

    static long longAt(Argument argument, int row) {
        return argument.longs[row];
    }

    static double doubleAt(Argument argument, int row) {
        return argument.doubles[row];
    }

    static Int128 wideAt(Argument argument, int row) {
        argument.wide.set(argument.high[row], argument.longs[row]);
        return argument.wide;
    }

    /** Loads a decimal that travels in ints. */
    static Int128 wideOfInt(Argument argument, int row) {
        argument.wide.set(argument.ints[row]);
        return argument.wide;
    }

    /** Loads a decimal that travels in longs. */
    static Int128 wideOfLong(Argument argument, int row) {
        argument.wide.set(argument.longs[row]);
        return argument.wide;
    }

    static Text textAt(Argument argument, int row) {
        int entry = argument.codes.length == 0 ? row : argument.codes[row];
        argument.text.set(argument.bytes, argument.offsets[entry], argument.offsets[entry + 1]);
        return argument.text;
    }
}
