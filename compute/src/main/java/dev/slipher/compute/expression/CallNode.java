package dev.slipher.compute.expression;

import dev.slipher.compute.expression.function.CallFrame;
import dev.slipher.compute.expression.function.ScalarCall;
import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.error.SlipherException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A call of a scalar function or cast, row by row; but if its only argument that varies comes as a dictionary, once for
 * each entry, and string results become a dictionary again.
 */
final class CallNode implements Node {
    /** Dictionaries with more entries than this are not worth evaluating as a whole. */
    private static final int MAX_ENTRIES = 1 << 14;

    private final ScalarCall call;
    private final EvaluationContext context;
    private final Node[] arguments;
    private final Vector[] vectors;
    private final CallFrame frame;
    /** The argument that alone varies, or -1. */
    private final int variable;

    private final boolean lenient;
    private @Nullable Dictionary dictionary;
    private @Nullable Dictionary resultDictionary;
    private final DictionaryVector result;

    CallNode(ScalarCall call, EvaluationContext context, Node[] arguments, int variable, boolean lenient) {
        this.call = call;
        this.context = context;
        this.arguments = arguments;
        this.vectors = new Vector[arguments.length];
        this.frame = call.newFrame(context, Batch.CAPACITY);
        this.variable = variable;
        this.lenient = lenient;
        result = new DictionaryVector(new int[0], new Dictionary(new byte[0], new int[1], 0, true, true), null);
    }

    @Override
    public Vector evaluate(Batch batch, int @Nullable [] selection, int count) {
        for (int i = 0; i < arguments.length; i++) {
            vectors[i] = arguments[i].evaluate(batch, selection, count);
        }
        if (variable >= 0 && vectors[variable] instanceof DictionaryVector v && !lenient && isWorthwhile(v)) {
            var entries = resultEntries(v.dictionary());
            if (entries != null) {
                result.set(v.codes(), entries, v.nulls());
                return result;
            }
        }
        return frame.run(vectors, selection, count, batch.rowCount(), lenient);
    }

    private boolean isWorthwhile(DictionaryVector vector) {
        return vector.dictionary().size() <= MAX_ENTRIES;
    }

    /** Returns the function's results for all entries, or null if an entry fails or gives null. */
    private @Nullable Dictionary resultEntries(Dictionary entries) {
        if (entries != dictionary) {
            dictionary = entries;
            resultDictionary = evaluateEntries(entries);
        }
        return resultDictionary;
    }

    private @Nullable Dictionary evaluateEntries(Dictionary entries) {
        int size = entries.size();
        var inputs = vectors.clone();
        inputs[variable] = new BytesVector(entries.bytes(), entries.offsets(), null);
        for (int i = 0; i < inputs.length; i++) {
            if (i != variable && size > Batch.CAPACITY) {
                // Constants are only as long as a batch.
                return null;
            }
        }
        try {
            var strings = (BytesVector) call.newFrame(context, size).run(inputs, null, size, size, false);
            if (strings.nulls() != null) {
                return null;
            }
            int[] offsets = Arrays.copyOf(strings.offsets(), size + 1);
            return new Dictionary(Arrays.copyOf(strings.bytes(), offsets[size]), offsets, size, false, false);
        } catch (SlipherException _) {
            return null;
        }
    }
}
