package dev.slipher.leader.session;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.DoubleVector;
import dev.slipher.storage.batch.Int128Vector;
import dev.slipher.storage.batch.IntVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import java.util.Arrays;

/** Single values out of batches, for the few places that look at one row. */
final class VectorValues {
    private VectorValues() {}

    /** Returns the position of the selected row number {@code row}. */
    static int position(Batch batch, int row) {
        var selection = batch.selection();
        return selection == null ? row : selection[row];
    }

    static Datum datum(Vector vector, int position) {
        if (vector.isNull(position)) {
            return Datum.Null.NULL;
        }
        return switch (vector) {
            case IntVector ints -> new Datum.Integral(ints.values()[position]);
            case LongVector longs -> new Datum.Integral(longs.values()[position]);
            case DoubleVector doubles -> new Datum.Floating(doubles.values()[position]);
            case Int128Vector wide -> new Datum.Wide(wide.high()[position], wide.low()[position]);
            case BytesVector bytes ->
                new Datum.Bytes(
                        Arrays.copyOfRange(bytes.bytes(), bytes.offsets()[position], bytes.offsets()[position + 1]));
            case DictionaryVector coded -> {
                var dictionary = coded.dictionary();
                int code = coded.codes()[position];
                yield new Datum.Bytes(Arrays.copyOfRange(
                        dictionary.bytes(),
                        dictionary.offsets()[code],
                        dictionary.offsets()[code + 1]));
            }
            case ConstantVector constant -> constant.value();
        };
    }

    /** Returns the value of a column of whole numbers that is not null. */
    static long integral(Vector vector, int position) {
        return switch (vector) {
            case LongVector longs -> longs.values()[position];
            case IntVector ints -> ints.values()[position];
            case ConstantVector constant when constant.value() instanceof Datum.Integral(long value) -> value;
            case DoubleVector _, Int128Vector _, BytesVector _, DictionaryVector _, ConstantVector _ ->
                throw new IllegalArgumentException(
                        "not whole numbers: " + vector.getClass().getSimpleName());
        };
    }

    /** Returns the selected rows' values, which all fit, as ints. */
    static IntVector narrow(LongVector longs, Batch batch) {
        var ints = IntVector.allocate(longs.values().length);
        for (int i = 0; i < batch.selectedCount(); i++) {
            int position = position(batch, i);
            ints.values()[position] = Math.toIntExact(longs.values()[position]);
        }
        return ints;
    }
}
