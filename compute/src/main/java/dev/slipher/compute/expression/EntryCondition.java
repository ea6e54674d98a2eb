package dev.slipher.compute.expression;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A test of a string column: row by row, or on a dictionary once for each entry that occurs. */
final class EntryCondition extends ConditionNode {
    private static final byte UNKNOWN = 0;
    private static final byte NO = 2;
    private static final byte YES = 3;

    private final Node operand;
    private final EntryTest test;
    private @Nullable Dictionary dictionary;
    /** What is known of each entry; the lowest bit of known answers is the answer. */
    private byte[] answers = new byte[0];

    EntryCondition(Node operand, EntryTest test) {
        this.operand = operand;
        this.test = test;
    }

    @Override
    void evaluate(Batch batch, int @Nullable [] selection, int count) {
        var vector = operand.evaluate(batch, selection, count);
        nulls = vector.nulls();
        switch (vector) {
            case BytesVector v -> test.testRows(v.bytes(), v.offsets(), selection, count, trues);
            case DictionaryVector v -> {
                learn(v, selection, count);
                look(v.codes(), answers, selection, count, trues);
            }
            default -> throw new IllegalStateException();
        }
    }

    private void learn(DictionaryVector vector, int @Nullable [] selection, int count) {
        var entries = vector.dictionary();
        if (entries != dictionary) {
            dictionary = entries;
            if (answers.length < entries.size()) {
                answers = new byte[entries.size()];
            } else {
                Arrays.fill(answers, UNKNOWN);
            }
        }
        int[] codes = vector.codes();
        for (int i = 0; i < count; i++) {
            int code = codes[selection == null ? i : selection[i]];
            if (answers[code] == UNKNOWN) {
                boolean answer = test.test(entries.bytes(), entries.offsets()[code], entries.offsets()[code + 1]);
                answers[code] = answer ? YES : NO;
            }
        }
    }

    private static void look(int[] codes, byte[] answers, int @Nullable [] selection, int count, long[] mask) {
        if (selection != null) {
            for (int i = 0; i < count; i++) {
                int row = selection[i];
                mask[row >>> 6] = mask[row >>> 6] & ~(1L << row) | (answers[codes[row]] & 1L) << row;
            }
            return;
        }
        for (int base = 0; base < count; base += 64) {
            int end = Math.min(64, count - base);
            long word = 0;
            for (int i = 0; i < end; i++) {
                word |= (answers[codes[base + i]] & 1L) << i;
            }
            mask[base >>> 6] = word;
        }
    }
}
