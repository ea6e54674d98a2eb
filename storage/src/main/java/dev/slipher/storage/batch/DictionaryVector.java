package dev.slipher.storage.batch;

import dev.slipher.storage.type.Datum;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of kind BYTES as codes into a dictionary that many batches share.
 *
 * <p>The dictionary is never changed once a batch that refers to it was handed on, so results computed once an entry may
 * be kept by its identity. It holds no nulls; codes of null rows are any legal code. Two codes may stand for equal
 * values unless the dictionary is {@linkplain Dictionary#isDistinct() distinct}.
 */
public final class DictionaryVector implements Vector {
    private int[] codes;
    private Dictionary dictionary;
    private long @Nullable [] nulls;

    public DictionaryVector(int[] codes, Dictionary dictionary, long @Nullable [] nulls) {
        this.codes = codes;
        this.dictionary = dictionary;
        this.nulls = nulls;
    }

    /** Returns the codes themselves, not a copy; each is below {@code dictionary().size()}. */
    public int[] codes() {
        return codes;
    }

    public Dictionary dictionary() {
        return dictionary;
    }

    @Override
    public long @Nullable [] nulls() {
        return nulls;
    }

    /** Points this vector at other arrays, so that one vector object serves a whole pipeline run. */
    public void set(int[] newCodes, Dictionary newDictionary, long @Nullable [] newNulls) {
        codes = newCodes;
        dictionary = newDictionary;
        nulls = newNulls;
    }

    @Override
    public Datum presentDatum(int position) {
        var offsets = dictionary.offsets();
        var code = codes[position];
        return new Datum.Bytes(Arrays.copyOfRange(dictionary.bytes(), offsets[code], offsets[code + 1]));
    }
}
