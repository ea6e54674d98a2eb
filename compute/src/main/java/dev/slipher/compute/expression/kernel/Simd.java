package dev.slipher.compute.expression.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.function.BooleanSupplier;

/**
 * Whether kernels with a plain twin use the Vector API: not before it was trained, since uncompiled it is a hundred
 * times slower. Compiled code sees the answer as a constant and is compiled anew when it changes.
 */
public final class Simd {
    private static final MutableCallSite SWITCH = new MutableCallSite(MethodType.methodType(boolean.class));
    private static final MethodHandle IS_ON = SWITCH.dynamicInvoker();

    static {
        set(false);
    }

    private Simd() {}

    static boolean isOn() {
        try {
            return (boolean) IS_ON.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(boolean on) {
        SWITCH.setTarget(MethodHandles.constant(boolean.class, on));
        MutableCallSite.syncAll(new MutableCallSite[] {SWITCH});
    }

    /** Runs every SIMD kernel of this package until it is compiled, then lets queries use them. Takes a while. */
    public static void train() {
        train(() -> true);
    }

    /**
     * Does so in the background.
     *
     * @param goesOn asked before each round of some milliseconds; may wait, and gives up training with false
     */
    public static void train(BooleanSupplier goesOn) {
        var ints = new int[2_048 + 64];
        var longs = new long[ints.length];
        var doubles = new double[ints.length];
        var bytes = new byte[16_384];
        var mask = new long[BitMask.WORDS];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = i * 7;
            longs[i] = i * 7L;
            doubles[i] = i;
        }
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + i * 31 % 26);
        }
        byte[] needle = {'q', 'z', 'q'};
        for (int round = 0; round < 3_000; round++) {
            if (!goesOn.getAsBoolean()) {
                return;
            }
            SimdCompare.inRange(ints, round, round + 900, 2_048, mask);
            SimdCompare.inRange(longs, round, round + 900L, 2_048, mask);
            SimdCompare.inRange(doubles, 3, round, 2_048, mask);
            SimdCompare.less(ints, ints, 2_048, mask);
            SimdCompare.equal(ints, ints, 2_048, mask);
            SimdCompare.less(longs, longs, 2_048, mask);
            SimdCompare.equal(longs, longs, 2_048, mask);
            SimdSearch.indexOf(bytes, 0, bytes.length, needle);
        }
        set(true);
    }
}
