package dev.slipher.compute.expression.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Byte search through the Vector API: first and last byte of the needle are compared for many places at once. */
final class SimdSearch {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;

    private SimdSearch() {}

    /** As {@link ByteSearch#indexOf}; the needle has at least one byte. */
    static int indexOf(byte[] bytes, int from, int to, byte[] needle) {
        int last = needle.length - 1;
        byte firstByte = needle[0];
        byte lastByte = needle[last];
        int at = from;
        int bound = to - last - BYTES.length();
        for (; at <= bound; at += BYTES.length()) {
            long hits = ByteVector.fromArray(BYTES, bytes, at)
                    .compare(VectorOperators.EQ, firstByte)
                    .and(ByteVector.fromArray(BYTES, bytes, at + last).compare(VectorOperators.EQ, lastByte))
                    .toLong();
            while (hits != 0) {
                int place = at + Long.numberOfTrailingZeros(hits);
                if (ByteSearch.matches(bytes, place, needle)) {
                    return place;
                }
                hits &= hits - 1;
            }
        }
        return ByteSearch.indexOfPlain(bytes, at, to, needle);
    }
}
